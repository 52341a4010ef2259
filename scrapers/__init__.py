"""Where advertisements come from: markets, crawls, archives, page objects and imports."""
