"""One file a kind of page: `ORDER`, `links(published)` for the navigation, `pages(published)`."""
