"""Prices in the text: amount and duration both right."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from pipelines.evaluation.case import Case
from pipelines.evaluation.figures import Figure

ORDER, STAGE = 2, "prices"


def measure(case: Case) -> Iterator[Figure]:
    """All prices by amount and duration; then those told by the hour, by their hourly amount."""
    found, true = case.found("stg_prices"), case.truth("prices")
    if found is None:
        yield Figure(STAGE, "all")
        return
    found = found.filter(~pl.col("declared")).with_columns(
        pl.col("duration_min").fill_null(0).cast(pl.Int64), pl.col("amount").cast(pl.Int64)
    )
    yield from _compared("amount and duration", found, true, ["ad_id", "amount", "duration_min"])
    hourly = found.filter(pl.col("duration_min") > 0)
    told = true.filter(pl.col("duration_min") > 0)
    yield from _compared("hourly", _by_hour(hourly), _by_hour(told), ["ad_id", "hour"])


def _by_hour(prices: pl.DataFrame) -> pl.DataFrame:
    return prices.with_columns((pl.col("amount") * 60 / pl.col("duration_min")).round(2).alias("hour"))


def _compared(name: str, found: pl.DataFrame, true: pl.DataFrame, on: list[str]) -> Iterator[Figure]:
    """Each of a group of equals counts as often as both have it."""
    counts = found.group_by(on).len("found").join(true.group_by(on).len("true"), on=on)
    both = counts.select(pl.min_horizontal("found", "true").sum()).item() or 0
    yield Figure(STAGE, f"{name} precision", both, found.height)
    yield Figure(STAGE, f"{name} recall", both, true.height)
