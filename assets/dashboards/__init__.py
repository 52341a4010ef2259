"""The pages: pure charts and the site that they stand in."""
