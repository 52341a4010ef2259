"""Texts that many ads share: the largest, the newest and the widest, and a page each with who uses them where."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from assets.dashboards.page import Link, Page
from assets.dashboards.published import Published
from assets.dashboards.wording import many

ORDER = 33
TIERS = {"investigator": "texts in clear where a queued lead follows them, and who uses each"}
#: Templates of each list, and users that a template's page names.
LISTED, USERS_SHOWN = 12, 60
ORDERS = {
    "largest": ("Most ads", ["ads", "template_id"], [True, False]),
    "newest": ("First seen last", ["first_day", "ads", "template_id"], [True, True, False]),
    "widest": (
        "Most cities and advertisers",
        ["cities", "advertisers", "ads", "template_id"],
        [True, True, True, False],
    ),
}


def links(published: Published) -> list[Link]:
    """One entry."""
    return [Link("Templates", "templates.html", "Patterns")]


def pages(published: Published) -> Iterator[Page]:
    """The lists, then a page for each template in them, of a city's page or of a queued lead."""
    frame = published["templates"]
    lists = {name: (title, listed(frame, by, down)) for name, (title, by, down) in ORDERS.items()}
    followed = listed(frame.filter(pl.col("leads") > 0), ["leads", "ads", "template_id"], [True, True, False])
    values = {
        "followed": followed,
        "lists": lists,
        "headline": headline(frame),
        "all": frame.height,
        "clear": _in_clear(frame),
    }
    yield Page("templates.html", "templates.html", values)
    wanted = with_page(published, [row["template_id"] for _, rows in lists.values() for row in rows])
    uses, days = (
        published[query].filter(pl.col("template_id").is_in(list(wanted))).partition_by("template_id", as_dict=True)
        for query in ("template_uses", "template_days")
    )
    for row in frame.filter(pl.col("template_id").is_in(list(wanted))).to_dicts():
        key = (row["template_id"],)
        yield _page(published, row, uses.get(key), days.get(key))


def listed(frame: pl.DataFrame, by: list[str], descending: list[bool]) -> list[dict[str, Any]]:
    """The first templates by an order."""
    return frame.sort(by, descending=descending).head(LISTED).to_dicts()


def with_page(published: Published, shown: list[str]) -> set[str]:
    """Templates that something leads to: those listed, those of the cities' pages, and those of queued leads."""
    of_leads = published["templates"].filter(pl.col("leads") > 0)["template_id"].to_list()
    return {*shown, *published["city_templates"]["template_id"].to_list(), *of_leads}


def headline(frame: pl.DataFrame) -> str:
    """How much of what is written is copied, and how wide the widest text is."""
    if frame.is_empty():
        return "No text is shared by several ads"
    widest = frame.sort("cities", "advertisers", descending=True).row(0, named=True)
    found = f"{many(frame.height, 'text')} stand behind {many(int(frame['ads'].sum()), 'ad')}"
    return f"{found}; the widest is in {many(widest['cities'], 'city', 'cities')}"


def _in_clear(frame: pl.DataFrame) -> int:
    return frame.filter(pl.col("pieces").is_not_null()).height


def _page(published: Published, template: dict[str, Any], uses: pl.DataFrame | None, days: pl.DataFrame | None) -> Page:
    rows = [] if uses is None else uses.to_dicts()
    users = {row["advertiser_id"]: row["lead_id"] for row in rows}
    values = {
        "template": template,
        "headline": _title(template),
        "users": rows[:USERS_SHOWN],
        "users_left": max(len(rows) - USERS_SHOWN, 0),
        "leads": sorted({lead for lead in users.values() if lead}),
        "cities": places(rows),
        "days": [] if days is None else days.to_dicts(),
        "names": published.names,
    }
    return Page(f"template/{template['template_id']}.html", "template.html", values)


def places(uses: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Where and when it was used: a row a city with first and last day, ads and advertisers, the first city first."""
    found: dict[str, dict[str, Any]] = {}
    for row in uses:
        city = found.setdefault(row["city"], {**row, "ads": 0, "advertisers": 0})
        city["first_day"], city["last_day"] = (
            min(city["first_day"], row["first_day"]),
            max(city["last_day"], row["last_day"]),
        )
        city["ads"] += row["ads"]
        city["advertisers"] += 1
    return sorted(found.values(), key=lambda row: (row["first_day"], row["city"]))


def _title(template: dict[str, Any]) -> str:
    cities = many(template["cities"], "city", "cities")
    return f"One text, {many(template['ads'], 'ad')}, {many(template['advertisers'], 'advertiser')} in {cities}"
