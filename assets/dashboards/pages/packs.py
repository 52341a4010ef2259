"""A page a pack: what it looks for, its trend, its leads, its rules, and how it overlaps with the others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from assets.dashboards.charts import rates_by_city
from assets.dashboards.embedding import Figure, figure
from assets.dashboards.leads import family_name, leads_of
from assets.dashboards.page import Link, Page
from assets.dashboards.published import Published
from assets.dashboards.rates import by_week, newest_week, weekly
from assets.dashboards.wording import count, many
from assets.lexicon import Pack, packs

ORDER = 36
TIERS = {"investigator": "the pack's rules, trend and queued leads"}
LEADS_SHOWN = 15


def links(published: Published) -> list[Link]:
    """Every pack that has a rule in this build, by its title."""
    return [Link(title(pack), path(pack), "Packs") for pack in names(published)]


def pages(published: Published) -> Iterator[Page]:
    """A page for each."""
    leads = leads_of(published)
    for pack in names(published):
        of_pack = [lead for lead in leads if lead["pack"] == pack]
        weeks = weekly(published.where("pack_days", pack=pack), published.names)
        values = {
            "pack": pack,
            "title": title(pack),
            "known": known(pack),
            "families": [family_name(family) for family in known_families(pack)],
            "headline": headline(of_pack, weeks),
            "weeks": by_week(weeks),
            "names": published.names,
            "leads": of_pack[:LEADS_SHOWN],
            "lead_count": len(of_pack),
            "rules": published.rows("rules", pack=pack),
            "hits": {row["rule_id"]: row for row in published.rows("rule_hits")},
            "overlaps": overlaps(published, pack),
        }
        figures: dict[str, Figure] = {}
        if weeks.height:
            figures["weeks"] = figure(rates_by_city.chart, weeks=weeks.select("week", "city", "rate"))
        yield Page(path(pack), "pack.html", values, figures)


def names(published: Published) -> list[str]:
    """The packs of this build, in the order of its rules."""
    return published["rules"]["pack"].unique(maintain_order=True).to_list()


def path(pack: str) -> str:
    """Where a pack's page stands."""
    return f"pack/{pack}.html"


def known(pack: str) -> Pack | None:
    """What the pack says of itself."""
    return next((found for found in packs() if found.pack == pack), None)


def known_families(pack: str) -> tuple[str, ...]:
    """The families of indicators that the pack's leads are counted by."""
    found = known(pack)
    return found.families if found else ()


def title(pack: str) -> str:
    """A pack in words."""
    found = known(pack)
    return found.title if found else pack.capitalize()


def headline(leads: list[dict[str, Any]], weeks: pl.DataFrame) -> str:
    """How many leads there are, and where the newest week has most of its indicators."""
    said = many(len(leads), "queued lead") if leads else "Nobody passes the gate"
    found = newest_week(weeks)
    if not found or not found[-1]["ads"]:
        return f"{said}, and no live ad meets a rule that counts"
    most = found[-1]
    return f"{said}; {count(most['rate'])} of 1,000 live ads in {most['city']} meet a rule that counts"


def overlaps(published: Published, pack: str) -> list[dict[str, Any]]:
    """The other packs, each with the advertisers and leads that it shares with this one."""
    found = {frozenset((row["pack_a"], row["pack_b"])): row for row in published.rows("pack_overlap")}
    shared = [
        {
            "pack": other,
            "title": title(other),
            **(found.get(frozenset((pack, other))) or {"advertisers": 0, "leads": 0}),
        }
        for other in names(published)
        if other != pack
    ]
    return sorted(shared, key=lambda row: (-row["advertisers"], row["pack"]))
