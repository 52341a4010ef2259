"""Rates of live ads by week and city, and shares of groups with their intervals, as charts and tables take them."""

from __future__ import annotations

from typing import Any

import polars as pl

from assets.marts.intervals import wilson

#: Groups of advertisers as pages name them; the name of a language or a term stands behind.
GROUPINGS = {
    "language": "writes mostly",
    "ethnicity": "states an ethnicity",
    "new_to_country": "says new to the country",
}
LANGUAGES = {"en": "English", "es": "Spanish", "fr": "French"}


def weekly(days: pl.DataFrame, names: dict[str, str]) -> pl.DataFrame:
    """Columns week, city (its name), ads, live, rate (of 1,000) from city, day, ads, live; days weigh by their ads."""
    summed = (
        days.group_by(pl.col("day").dt.truncate("1w").alias("week"), pl.col("city").replace(names))
        .agg(pl.col("ads").sum(), pl.col("live").sum())
        .filter(pl.col("live") > 0)
    )
    return summed.with_columns((1000 * pl.col("ads") / pl.col("live")).round(1).alias("rate")).sort("week", "city")


def by_week(weeks: pl.DataFrame) -> dict[Any, dict[str, dict[str, Any]]]:
    """The twin of the chart: rows by week, newest first, with a cell a city."""
    found: dict[Any, dict[str, dict[str, Any]]] = {}
    for row in weeks.sort("week", descending=True).to_dicts():
        found.setdefault(row["week"], {})[row["city"]] = row
    return found


def newest_week(weeks: pl.DataFrame) -> list[dict[str, Any]]:
    """The cities of the newest week, the highest rate last."""
    return weeks.filter(pl.col("week") == pl.col("week").max()).sort("rate", "city").to_dicts()


def with_interval(row: dict[str, Any], hits: str, of: str) -> dict[str, Any]:
    """A row with share, low and high of its hits (Wilson, 95 %)."""
    low, high = wilson(row[hits], row[of])
    return {**row, "share": row[hits] / row[of], "low": low, "high": high}


def group_name(grouping: str, name: str) -> str:
    """A group in words."""
    said = "" if name == "any" else f" {LANGUAGES.get(name, name)}"
    return f"{GROUPINGS.get(grouping, grouping)}{said}"
