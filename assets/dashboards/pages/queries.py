"""Every query behind a number of these pages, as it ran over the database of this tier."""

from __future__ import annotations

from collections.abc import Iterator

from assets.dashboards.page import Link, Page
from assets.dashboards.published import Published

ORDER = 46
TIERS = {
    "investigator": "the text of every query",
    "partner": "the text of its own queries",
    "public": "the text of its own queries",
}


def links(published: Published) -> list[Link]:
    """One entry."""
    return [Link("Queries", "queries.html", "Trust")]


def pages(published: Published) -> Iterator[Page]:
    """One page; a number elsewhere leads to its query by the query's name."""
    yield Page("queries.html", "queries.html", {"texts": published.texts})
