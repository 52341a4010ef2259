"""About the lower tiers' numbers: what is counted, how it is made safe, what it cannot say."""

from __future__ import annotations

from collections.abc import Iterator

from assets.dashboards.page import Link, Page
from assets.dashboards.published import Published

TIERS = {"partner": "what the counts mean", "public": "what the counts mean"}
ORDER = 50


def links(published: Published) -> list[Link]:
    """The last entry."""
    return [Link("About", "about.html")]


def pages(published: Published) -> Iterator[Page]:
    """One page."""
    is_public = published.tier == "public"
    rules = [] if is_public else published.rows("rules")
    values = {"places": [place.name for place in published.places], "is_public": is_public, "rules": rules}
    yield Page("about.html", "about_counts.html", values)
