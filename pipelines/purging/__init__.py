"""Keeping and deleting: what is due to go, its removal from every store, and the search that proves it."""
