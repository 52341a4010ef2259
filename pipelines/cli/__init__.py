"""gaining-ground: a thin front over the same jobs, one file a family of commands."""
