"""Tables ready to be looked at."""
