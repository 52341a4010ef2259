"""Spiders: one declarative spider reads every source's YAML; a Python one only where YAML cannot say it."""
