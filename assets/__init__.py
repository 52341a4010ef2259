"""What exists: one folder a stage, one file a table, its promise beside it."""
