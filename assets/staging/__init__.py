"""Advertisements typed and de-duplicated, and what is read from their text."""
