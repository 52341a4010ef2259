"""One file a kind of page: `ORDER`, `TIERS`, `links(published)` for the navigation, `pages(published)`.

`TIERS` names each tier in which the page may stand and says what it shows there; in another tier it is not made. It is
given the database of each tier in turn, and what that does not hold the page cannot show.
"""
