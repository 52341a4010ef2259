"""A city's counts by day, as charts and tiles take them."""

from __future__ import annotations

from typing import Any

import polars as pl

from assets.dashboards.published import Published

#: A chart of two months stays light and readable.
DAYS_SHOWN = 61


def recent(published: Published, city: str, series: str) -> pl.DataFrame:
    """The last two months of one count: day, value, low, high, expected, usual, weeks, run, is_complete."""
    frame = published.where("city_series", city=city, series=series)
    rounded = [pl.col(name).round(1) for name in ("low", "high", "expected", "usual")]
    return last_days(frame, DAYS_SHOWN).with_columns(rounded).drop("city", "series")


def last_days(frame: pl.DataFrame, days: int) -> pl.DataFrame:
    """The rows of the last so many days up to the newest of the frame."""
    return frame.filter(pl.col("day") > pl.col("day").max() - pl.duration(days=days))


def newest(published: Published, city: str, series: str) -> dict[str, Any] | None:
    """The newest day of one count; None where nothing landed."""
    frame = published.where("city_series", city=city, series=series)
    return frame.row(-1, named=True) if frame.height else None


def events_frame(published: Published, days: pl.DataFrame, city: str) -> pl.DataFrame:
    """The events of a city within its days: name, first_day, until (the day after the last), middle.

    Where there is none, a nameless one without width stands for them: Vega warns of a layer without rows.
    """
    first, last = days["day"].min(), days["day"].max()
    events = published.where("events", city=city).unique("event_id", maintain_order=True)
    events = events.filter((pl.col("last_day") >= first) & (pl.col("first_day") <= last))
    found = events.select("name", "first_day", (pl.col("last_day") + pl.duration(days=1)).alias("until"))
    if found.is_empty():
        found = pl.DataFrame({"name": [""], "first_day": [first], "until": [first]})
    return found.with_columns((pl.col("first_day") + (pl.col("until") - pl.col("first_day")) / 2).alias("middle"))
