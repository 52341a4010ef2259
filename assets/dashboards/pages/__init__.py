"""One file a kind of page: `ORDER`, `links(published)` for the navigation, `pages(published)`.

`TIERS` names the tiers whose sites it may stand in; without it the investigator's only. It is given the database of
each tier in turn, and what that does not hold the page cannot show.
"""
