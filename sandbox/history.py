"""The days before today as an archive in AdRecord form, as a partner would send it.

Every live ad stands in it once a day, because an archive has no listings to see an ad in again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta
from pathlib import Path

import polars as pl

from sandbox.geography import cities
from sandbox.records import clock, days_between, records
from sandbox.world import World

#: When an archived day was captured, by the city's own clock.
CAPTURED = time(12, 0)


def write_history(world: World, days: int, path: Path, today: Mapping[str, date] | None = None) -> Path:
    """Write the `days` days before each city's today as Parquet, a row an ad and day; returns the file.

    `today`, by city, is that of whoever crawls meanwhile: between two looks at the clock a city's day may end.
    """
    today = {slug: city.today() for slug, city in cities().items()} | dict(today or {})
    found = archived(world, min(today.values()) - timedelta(days=days), max(today.values()) - timedelta(days=1))
    starts = pl.col("city").replace_strict({slug: day - timedelta(days=days) for slug, day in today.items()})
    ends = pl.col("city").replace_strict(today)
    records(found.filter(pl.col("day").is_between(starts, ends, closed="left"))).write_parquet(path)
    return path


def archived(world: World, first: date, last: date) -> pl.DataFrame:
    """The ads that stand at noon of each day (columns: sandbox/ads.py, `day` and `captured`)."""
    days = pl.DataFrame({"day": days_between(first, last)})
    ads = world.between(first, last)
    shown = ads.join_where(days, pl.col("first") <= pl.col("day"), pl.col("end") > pl.col("day"))
    shown = shown.with_columns(clock(CAPTURED).alias("captured"))
    return shown.filter(pl.col("posted") <= pl.col("captured")).sort("city", "source", "day", "number")
