"""What stands between the crawler and the net, one concern a file."""
