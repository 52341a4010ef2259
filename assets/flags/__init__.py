"""Rules with their evidence: a folder a pack, a file a rule."""
