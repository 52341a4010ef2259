"""Fairness: rates of flags and leads by group with their intervals, and what swapping protected words changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assets.dashboards.page import Link, Page
from assets.dashboards.published import Published
from assets.dashboards.rates import group_name
from assets.dashboards.wording import listed, many

ORDER = 44
TIERS = {"investigator": "rates by language and by protected term, of groups of twenty or more"}
#: Beyond this factor a warning stands in the build's checks (mart_fairness.yml).
BOUND = 1.25


def links(published: Published) -> list[Link]:
    """One entry."""
    return [Link("Fairness", "fairness.html", "Trust")]


def pages(published: Published) -> Iterator[Page]:
    """One page."""
    packs = packs_of(published.rows("fairness"))
    rows = [row for pack in packs for row in pack["rows"]]
    swaps = published.rows("swaps")
    values = {
        "packs": packs,
        "swaps": swaps,
        "swap_title": swap_title(swaps),
        "headline": headline(rows),
        "bound": BOUND,
        "protected": published.rows("rules", is_protected=True),
    }
    yield Page("fairness.html", "fairness.html", values)


def packs_of(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The groups by pack, each with its title and the ends of the two scales that the pack's rows share."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["pack"], []).append({**row, "title": group_name(row["grouping"], row["name"])})
    return [
        {
            "pack": pack,
            "rows": of_pack,
            "most_flagged": max(max(row["flag_high"], row["other_flag_rate"]) for row in of_pack),
            "most_leads": max(max(row["lead_high"], row["other_lead_rate"]) for row in of_pack),
        }
        for pack, of_pack in found.items()
    ]


def swap_title(swaps: list[dict[str, Any]]) -> str:
    """What other protected words changed."""
    if not swaps:
        return "What other protected words would change is not known"
    read = f"{many(len(swaps), 'rule')} and {many(max(row['ads'] for row in swaps), 'ad')}"
    differ = sum(row["changed"] > 0 for row in swaps)
    if not differ:
        return f"Other protected words change no hit of {read}"
    return f"Other protected words change hits of {differ} of {read}: points depend on them"


def headline(rows: list[dict[str, Any]]) -> str:
    """Which groups' rates part from those of all others, beyond what their numbers leave open."""
    if not rows:
        return "No group has twenty advertisers: rates by group would say nothing"
    parted = [row["title"] for row in rows if max(row["flag_apart"], row["lead_apart"]) > 1]
    if not parted:
        return f"No rate of {many(len(rows), 'group')} parts from that of all others"
    return f"Rates part for those whose ads say: {listed(list(dict.fromkeys(parted)))}"
