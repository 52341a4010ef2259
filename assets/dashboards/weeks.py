"""A city's whole weeks as the lower tiers tell them: every count is the multiple of five at or below the true one."""

from __future__ import annotations

from datetime import timedelta
from statistics import median
from typing import Any

import polars as pl

from assets.dashboards.charts import weekly
from assets.dashboards.embedding import Figure, figure
from assets.dashboards.published import Published
from assets.dashboards.wording import moved

#: The step in which counts are told, and below which they are not.
STEP = 5
WEEKS_BEFORE = 4
#: The counts that are drawn for each city, and what they are called.
DRAWN = {"ads": "ads seen", "advertisers": "advertisers"}


def weeks_of(published: Published, city: str) -> list[dict[str, Any]]:
    """The weeks of a city, the newest first."""
    return list(reversed(published.rows("city_weeks", city=city)))


def change(weeks: list[dict[str, Any]], series: str = "ads") -> str | None:
    """How far the newest week is from the median of the four told before it; None where fewer are told."""
    told = [week[series] for week in weeks if week[series] is not None][: WEEKS_BEFORE + 1]
    return moved(told[0], median(told[1:])) if len(told) > WEEKS_BEFORE else None


def figures(published: Published) -> dict[str, Figure]:
    """A chart a city and count, by `<count>/<city>`; those of one count share a scale."""
    frame, found = published["city_weeks"], {}
    for series in DRAWN:
        told = frame.filter(pl.col(series).is_not_null()).select(
            "city",
            pl.col("week").alias("day"),
            (pl.col("week") + timedelta(days=6)).alias("until"),
            pl.col(series).alias("value"),
            (pl.col(series) + STEP - 1).alias("most"),
        )
        scale = told.select(pl.col("most").max().alias("top"))
        for (city,), weeks in told.partition_by("city", as_dict=True).items():
            found[f"{series}/{city}"] = figure(weekly.chart, weeks=weeks.drop("city"), scale=scale)
    return found
