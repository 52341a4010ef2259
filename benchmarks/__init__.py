"""What is timed, and the last results beside it."""
