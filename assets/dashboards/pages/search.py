"""The search: everything that the tier holds in clear, without a server."""

from __future__ import annotations

from collections.abc import Iterator

from assets.dashboards.page import Link, Page
from assets.dashboards.published import Published
from assets.dashboards.search.things import kinds

ORDER = 48
TIERS = {
    "investigator": "ads in clear, leads, templates, rules, events, cities",
    "partner": "cities, kinds of signals, events, templates under pseudonyms",
    "public": "the cities that it speaks of",
}


def links(published: Published) -> list[Link]:
    """None: the box at the top of each page leads here."""
    return []


def pages(published: Published) -> Iterator[Page]:
    """One page; what it searches lies in `search/`."""
    values = {"kinds": kinds(published.tier), "names": published.names}
    yield Page("search.html", "search.html", values)
