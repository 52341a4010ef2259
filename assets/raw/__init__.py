"""What the markets answered and what partners sent: the immutable ground."""
