"""The software of three simulated sites, one file a family, unlike one another as real ones are."""
