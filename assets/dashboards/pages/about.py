"""About: the method, its limits, its ethics, the words, and how to cite it."""

from __future__ import annotations

from collections.abc import Iterator

from assets.dashboards.page import Link, Page
from assets.dashboards.published import Published

ORDER = 50
TIERS = {"investigator": "the whole text, and the rules of the build"}


def links(published: Published) -> list[Link]:
    """The last entry."""
    return [Link("About", "about.html", "Trust")]


def pages(published: Published) -> Iterator[Page]:
    """One page, with the rules of this build."""
    rules = published["rules"]
    values = {
        "places": [place.name for place in published.places],
        "sources": sorted(published["freshness"]["source"].unique().to_list()),
        "rules": rules.to_dicts(),
        "runs": published.rows("runs"),
    }
    yield Page("about.html", "about.html", values)
