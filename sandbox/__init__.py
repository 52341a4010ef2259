"""Simulated city markets, served over HTTP on loopback, with the truth kept apart."""
