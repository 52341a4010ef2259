"""A page a city: its counts, its days, where, when, what kind, who, and what to be careful about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from statistics import median
from typing import Any

import polars as pl

from assets.dashboards.areas import cells
from assets.dashboards.charts import neighbourhoods, posting_hours, prices, rule_rates, timeline, turnover
from assets.dashboards.embedding import Figure, figure, island
from assets.dashboards.leads import leads_of
from assets.dashboards.page import Link, Page
from assets.dashboards.periods import first_day, met, pairs, since, uses
from assets.dashboards.published import Place, Published
from assets.dashboards.series import events_frame, recent
from assets.dashboards.tiles import SERIES, tile
from assets.dashboards.wording import against, count, listed, percent

ORDER = 20
TIERS = {"investigator": "its days, places, hours, prices, leads and shared texts"}
LEADS_SHOWN = 10
#: Templates that stand at once, of those that the query gives.
TEMPLATES_SHOWN = 6
RULES_DRAWN, RULES_PAIRED = 14, 8


def links(published: Published) -> list[Link]:
    """Every city by its name."""
    return [Link(place.name, f"city/{place.slug}.html", "Cities") for place in published.places]


def pages(published: Published) -> Iterator[Page]:
    """A page for each city, also for one that never landed."""
    for place in published.places:
        yield _page(published, place)


def _page(published: Published, place: Place) -> Page:
    city, counted = place.slug, tile(published, place.slug)
    days = recent(published, city, "ads")
    first = first_day(days)
    leads = leads_of(published, city)
    shown = {
        "pairs": pairs(_met(published, city, first), RULES_PAIRED),
        "templates": _templates(published, city, first),
    }
    values = {
        "place": place,
        "tile": counted,
        "headline": headline(place, counted),
        "days": _days(published, city),
        "where": where(published, city, days),
        "hours": _busiest(since(published.where("posting_hours", city=city), first)),
        "prices": _price_table(since(published.where("city_prices", city=city), first)),
        "weeks": _weeks(since(published.where("turnover", city=city), first)),
        "rules": published.rows("city_rules", city=city),
        "rates": rates(_drawn_rules(since(published.where("rule_days", city=city), first))),
        "changes": changes(published, city),
        "lead_changes": _lead_changes(leads),
        "operations": published.rows("city_operations", city=city),
        **shown,
        "templates_shown": TEMPLATES_SHOWN,
        "counted": island(_counted(published, city, first, shown)) if first else None,
        "events": published.rows("events", city=city),
        "names": published.names,
        "leads": leads[:LEADS_SHOWN],
        "lead_count": len(leads),
        "freshness": published.rows("freshness", city=city),
    }
    return Page(f"city/{city}.html", "city.html", values, _figures(published, place, days))


def headline(place: Place, counted: dict[str, Any]) -> str:
    """What the city's newest day says."""
    ads = counted["ads"]
    if ads is None:
        return f"{place.name}: no data has landed yet"
    if ads["expected"] is None:
        return f"{place.name}: {count(ads['value'])} ads; too few earlier weeks to say what is usual"
    said = {
        "as usual": "as many ads as usual",
        "more than usual": "more ads than usual",
        "fewer than usual": "fewer ads than usual",
    }
    return f"{place.name} has {said[against(ads)]}"


def where(published: Published, city: str, days: pl.DataFrame) -> dict[str, Any]:
    """Ads by neighbourhood over the days shown: places (with ads), known, all, share and a title."""
    frame = published.where("city_places", city=city)
    if days.height:
        frame = frame.filter(pl.col("day") >= days["day"].min())
    whole = int(frame["ads"].sum())
    known = frame.filter(pl.col("place").is_not_null())
    places = known.group_by("place").agg(pl.col("ads").sum()).sort("ads", "place", descending=[True, False])
    named = int(places["ads"].sum())
    share = named / whole if whole else None
    first = places.row(0, named=True) if places.height else None
    title = (
        "No ad names a neighbourhood"
        if first is None
        else f"{first['place']} is named most: {percent(first['ads'] / named)} of the ads whose place is known"
    )
    return {"places": places.to_dicts(), "known": named, "all": whole, "share": share, "title": title, "frame": known}


def changes(published: Published, city: str) -> list[dict[str, Any]]:
    """Rules whose live ads changed most since the day before, with both numbers."""
    rules = published.where("city_rules", city=city).filter(pl.col("ads_before").is_not_null())
    moved_by = (pl.col("ads") - pl.col("ads_before")).alias("difference")
    found = rules.with_columns(moved_by).filter(pl.col("difference") != 0)
    return found.sort(pl.col("difference").abs(), "title", descending=[True, False]).head(6).to_dicts()


def _days(published: Published, city: str) -> list[dict[str, Any]]:
    """The twin of the timeline: a row a day with every count."""
    frames = {series: recent(published, city, series).to_dicts() for series in SERIES}
    rows: dict[Any, dict[str, Any]] = {}
    for series, counted in frames.items():
        for row in counted:
            rows.setdefault(row["day"], {"day": row["day"], "is_complete": row["is_complete"]})[series] = row
    return [rows[day] for day in sorted(rows, reverse=True)]


def rates(days: pl.DataFrame) -> list[dict[str, Any]]:
    """The twin of the chart of rules: each with its ads, live ads and rate over the days, the highest first."""
    summed = days.group_by("rule_id", "title", "counts").agg(pl.col("ads").sum(), pl.col("live").sum())
    rate = 1000 * pl.col("ads") / pl.col("live")
    return summed.with_columns(rate.alias("rate")).sort("rate", "title", descending=[True, False]).to_dicts()


def _met(published: Published, city: str, first: date | None) -> pl.DataFrame:
    """Who met which rule of the first pack on which day."""
    return since(published.where("advertiser_rule_days", city=city, pack="trafficking"), first)


def _templates(published: Published, city: str, first: date | None) -> list[dict[str, Any]]:
    """The templates that a city's page may show, with ads and advertisers over the days shown."""
    days = since(published.where("city_template_days", city=city), first)
    counted = days.group_by("template_id").agg(
        pl.col("ads").sum(), pl.col("advertiser_id").n_unique().alias("advertisers")
    )
    found = published.where("city_templates", city=city).drop("ads", "advertisers").join(counted, on="template_id")
    return found.sort(pl.col("pieces").is_null(), "ads", "template_id", descending=[False, True, False]).to_dicts()


def _counted(published: Published, city: str, first: date, shown: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """The island from which the page counts anew for a period: the first day, then pairs and templates by day."""
    templates = [row["template_id"] for row in shown["templates"]]
    days = since(published.where("city_template_days", city=city), first)
    return {
        "first": first,
        "met": met(_met(published, city, first), [row["rule_id"] for row in shown["pairs"]], first),
        "uses": uses(days.filter(pl.col("template_id").is_in(templates)), first),
    }


def _busiest(frame: pl.DataFrame) -> dict[str, Any]:
    hours = (
        frame.group_by("weekday", "hour")
        .agg(pl.col("ads").sum())
        .sort("ads", "weekday", "hour", descending=[True, False, False])
    )
    cells_of = {(row["weekday"], row["hour"]): row["ads"] for row in hours.to_dicts()}
    whole = int(frame["ads"].sum())
    return {"title": _hours_title(hours, whole), "cells": cells_of, "n": whole}


def _hours_title(hours: pl.DataFrame, whole: int) -> str:
    """Whether one hour of the week stands out of 168; four standard deviations is rare in so many (Poisson)."""
    if not whole:
        return "No ad states when it was posted"
    first, mean = hours.row(0, named=True), whole / 168
    if first["ads"] - mean < 4 * mean**0.5:
        return f"No hour of the week stands out: {first['ads']} ads at most, {mean:.0f} on average"
    return f"{first['weekday']} {first['hour']:02d}:00 stands out: {first['ads']} ads, {mean:.0f} in an average hour"


def _price_table(frame: pl.DataFrame) -> dict[str, Any]:
    quantiles = [pl.col("amount").quantile(q / 100, "linear").alias(f"p{q}") for q in (10, 25, 50, 75, 90)]
    rows = frame.group_by("length", "duration_min").agg(pl.len().alias("n"), *quantiles).sort("duration_min").to_dicts()
    hour = next((row for row in rows if row["length"] == "1 hour"), None)
    return {"rows": rows, "title": _price_title(hour)}


def _price_title(hour: dict[str, Any] | None) -> str:
    if hour is None:
        return "No price of an hour is stated"
    half = f"${count(hour['p25'])} to ${count(hour['p75'])}"
    return f"An hour is asked at ${count(hour['p50'])} in the middle; the middle half asks {half}"


def _weeks(frame: pl.DataFrame) -> dict[str, Any]:
    summed = frame.group_by("week", "kind").agg(pl.col("advertisers").sum()).sort("week")
    cells_of: dict[Any, dict[str, int]] = {}
    for row in summed.to_dicts():
        cells_of.setdefault(row["week"], {})[row["kind"]] = row["advertisers"]
    new = summed.filter(pl.col("kind") == "new")["advertisers"].to_list()
    title = "Who is new is not known before the second week"
    if new:
        title = f"{count(median(new))} new advertisers a week in the middle; the most were {count(max(new))}"
    return {"rows": dict(sorted(cells_of.items(), reverse=True)), "title": title}


def _lead_changes(leads: list[dict[str, Any]]) -> str:
    """How many leads are new, grown or quiet since the published day before, in words; empty on the first day."""
    compared = [lead["changed"]["change"] for lead in leads if lead["changed"] and lead["changed"]["since"]]
    found = [f"{compared.count(word)} {word}" for word in ("new", "grown", "quiet") if word in compared]
    return f"Of the leads, {listed(found)} since then." if found else "No lead changed." if compared else ""


def _figures(published: Published, place: Place, days: pl.DataFrame) -> dict[str, Figure]:
    """The charts of the days shown; one that would have no row is not drawn."""
    if days.is_empty():
        return {}
    city = place.slug

    def shown(query: str) -> pl.DataFrame:
        return since(published.where(query, city=city), first_day(days))

    found = {"timeline": figure(timeline.chart, days=days, events=events_frame(published, days, city))}
    rules, hours = _drawn_rules(shown("rule_days")), shown("posting_hours").drop("city")
    amounts = shown("city_prices").select("day", "length", "amount")
    moves = shown("turnover").drop("city")
    places = where(published, city, days)["frame"].select("day", "place", "ads")
    if rules.height:
        found["rules"] = figure(rule_rates.chart, days=rules.drop("rule_id"))
    if hours.height:
        found["hours"] = figure(posting_hours.chart, hours=hours)
    if amounts.height:
        found["prices"] = figure(prices.chart, prices=amounts)
    if moves.height:
        found["turnover"] = figure(turnover.chart, days=moves)
    if place.known and places.height:
        found["places"] = figure(neighbourhoods.chart, cells=cells(place.known), places=places)
    return found


def _drawn_rules(days: pl.DataFrame) -> pl.DataFrame:
    """The rules that count, then the most met, as many as a chart can hold."""
    rules = days.filter(pl.col("pack") == "trafficking")
    summed = rules.group_by("title").agg(pl.col("points").max(), pl.col("ads").sum()).filter(pl.col("ads") > 0)
    drawn = summed.sort("points", "ads", "title", descending=[True, True, False]).head(RULES_DRAWN).select("title")
    return rules.join(drawn, on="title", how="semi").select("day", "rule_id", "title", "counts", "ads", "live")
