"""Every query behind a number of these pages, as it ran over this build's database."""

from __future__ import annotations

from collections.abc import Iterator

from assets.dashboards.page import Link, Page
from assets.dashboards.published import QUERIES, Published

ORDER = 46
TIERS = {"investigator": "the text of every query"}


def links(published: Published) -> list[Link]:
    """One entry."""
    return [Link("Queries", "queries.html", "Trust")]


def pages(published: Published) -> Iterator[Page]:
    """One page; a number elsewhere leads to its query by the query's name."""
    texts = {path.stem: path.read_text(encoding="utf-8").strip() for path in sorted(QUERIES.glob("*.sql"))}
    yield Page("queries.html", "queries.html", {"texts": texts})
