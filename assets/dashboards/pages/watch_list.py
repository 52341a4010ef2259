"""What the watch list met: by entry, with its case, the ads that match, and the way to the bytes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assets.dashboards.page import Link, Page
from assets.dashboards.published import Published
from assets.dashboards.spans import pieces
from assets.dashboards.wording import many

ORDER = 31
TIERS = {"investigator": "each match with its case, its words and where they were captured"}
#: Ads of an entry that the page shows, newest first, and characters around a match.
ADS_SHOWN, AROUND = 30, 90


def links(published: Published) -> list[Link]:
    """One entry."""
    return [Link("Watch list", "watch_list.html")]


def pages(published: Published) -> Iterator[Page]:
    """One page."""
    entries = [told(rows) for rows in published.by("watch_hits", "entry").values()]
    values = {"entries": entries, "headline": headline(entries), "names": published.names}
    yield Page("watch_list.html", "watch_list.html", values)


def told(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """An entry with its matches: one row an ad, with the words around the first of them."""
    ads: dict[str, dict[str, Any]] = {}
    for row in rows:
        ads.setdefault(row["ad_id"], {**row, "pieces": around(row)})
    leads = sorted({row["lead_id"] for row in rows if row["lead_id"]})
    return {
        **{name: rows[0][name] for name in ("entry", "case_number", "kind")},
        "ads": list(ads.values())[:ADS_SHOWN],
        "ad_count": len(ads),
        "advertisers": len({row["advertiser_id"] for row in rows}),
        "cities": sorted({row["city"] for row in rows}),
        "first_day": min(row["day"] for row in rows),
        "last_day": max(row["day"] for row in rows),
        "leads": leads,
    }


def around(row: dict[str, Any]) -> list[tuple[str, str, str]]:
    """The words around a match with the match marked; nothing where the site declares it or the text is withheld."""
    start, end, text = row["span_start"], row["span_end"], row["text"]
    if start is None or end is None or text is None:
        return []
    since, until = max(start - AROUND, 0), end + AROUND
    span = {"span_start": start - since, "span_end": end - since, "kind": "counts", "label": "matches the watch list"}
    return pieces(text[since:until], [span])


def headline(entries: list[dict[str, Any]]) -> str:
    """How many entries met something."""
    if not entries:
        return "Nothing on the watch list was met"
    met = sum(entry["ad_count"] for entry in entries)
    return f"{many(len(entries), 'entry', 'entries')} of the watch list met {many(met, 'ad')}"
