"""A partner's outreach brief, one sheet a city: languages, kinds of signals, times of the week; nobody is in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from assets.dashboards.matrices import step
from assets.dashboards.page import Link, Page
from assets.dashboards.published import Place, Published
from assets.dashboards.weeks import change, weeks_of
from assets.dashboards.wording import language, listed, percent, told

TIERS = {"partner": "one sheet a city for outreach"}
ORDER = 20
WEEKS_SHOWN, RULES_SHOWN = 4, 8
PARTS_OF_DAY = {"night": "0 to 6", "morning": "6 to 12", "afternoon": "12 to 18", "evening": "18 to 24"}
#: Days of a part of the week, so that a weekday and a day of the weekend compare.
DAYS = {"weekday": 5, "weekend": 2}


def links(published: Published) -> list[Link]:
    """Every city by its name."""
    return [Link(place.name, f"city/{place.slug}.html", "Briefs") for place in published.places]


def pages(published: Published) -> Iterator[Page]:
    """A brief for each city that the tier speaks of."""
    for place in published.places:
        yield Page(f"city/{place.slug}.html", "brief.html", _values(published, place))


def _values(published: Published, place: Place) -> dict[str, Any]:
    city, weeks = place.slug, weeks_of(published, place.slug)
    languages, hours = newest_month(published, "languages", city), newest_month(published, "hours", city)
    moves = published["circuits"].filter((pl.col("from_city") == city) | (pl.col("to_city") == city))
    return {
        "place": place,
        "names": published.names,
        "headline": headline(place, languages, hours),
        "weeks": weeks[:WEEKS_SHOWN],
        "change": change(weeks),
        "languages": languages,
        "hours": bands(hours),
        "parts_of_day": PARTS_OF_DAY,
        "busiest": busiest(hours),
        "rules": _rules(published, city),
        "moves": moves.to_dicts(),
        "events": published.rows("events", city=city, series="advertisers"),
    }


def newest_month(published: Published, query: str, city: str) -> list[dict[str, Any]]:
    """The rows of a city's newest told month, each with its share of what is told."""
    rows = published.where(query, city=city)
    rows = rows.filter(pl.col("month") == pl.col("month").max())
    return rows.with_columns((pl.col("ads") / pl.col("ads").sum()).alias("share")).to_dicts()


def headline(place: Place, languages: list[dict[str, Any]], hours: list[dict[str, Any]]) -> str:
    """What to plan for."""
    if not languages:
        return f"{place.name}: too early to say what to plan for"
    others = [language(row["language"]) for row in languages if row["language"] != "en" and row["ads"]]
    when = busiest(hours)
    return f"{place.name}: be able to read {listed(['English', *others])}{f'; most is posted {when}' if when else ''}"


def busiest(hours: list[dict[str, Any]]) -> str | None:
    """The band that stands out of eight, in words; three standard deviations is rare in so few (Poisson)."""
    whole = sum(row["ads"] or 0 for row in hours)

    def excess(row: dict[str, Any]) -> float:
        usual = whole * DAYS[row["part_of_week"]] / (7 * len(PARTS_OF_DAY))
        return ((row["ads"] or 0) - usual) / usual**0.5 if usual else 0.0

    first = max(hours, key=excess, default=None)
    return f"on {first['part_of_week']} {first['part_of_day']}s" if first and excess(first) >= 3 else None


def bands(hours: list[dict[str, Any]]) -> dict[tuple[str, str], dict[str, Any]]:
    """The bands by part of the week and of the day, each with ads a day and the step of its colour."""
    found = {(row["part_of_week"], row["part_of_day"]): row for row in hours if row["ads"]}
    for (part, _), row in found.items():
        row["a_day"] = row["ads"] / DAYS[part]
    most = max((row["a_day"] for row in found.values()), default=0.0)
    return {key: {**row, "step": step(row["a_day"], most)} for key, row in found.items()}


def _rules(published: Published, city: str) -> dict[str, Any]:
    """The indicators that most advertisers show in the newest week, and what share of the city's they are."""
    frame = published.where("rule_weeks", city=city)
    week = frame["week"].max()
    counted = published.rows("city_weeks", city=city, week=week)
    everybody = counted[0]["advertisers"] if counted else None
    rows = frame.filter(pl.col("week") == week).sort(
        pl.col("advertisers"), pl.col("points"), pl.col("title"), descending=[True, True, False]
    )
    shown = [
        {**row, "share": percent(min(row["advertisers"] / everybody, 1.0)) if everybody else None}
        for row in rows.head(RULES_SHOWN).to_dicts()
    ]
    left = rows.height - len(shown)
    return {"week": week, "rows": shown, "left": f"{left} more" if left else "", "of": told(everybody)}
