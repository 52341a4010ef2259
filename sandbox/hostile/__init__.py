"""A market that does everything a crawler should survive."""
