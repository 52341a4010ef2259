"""What anyone could know: the ceiling on finding rings that follows from what can be seen.

A class chooses a profile and the profile alone chooses what is seen, so no one can tell apart two operators of one
profile. Whoever knows the profiles' shares of rings and ranks by them does as well as can be done, on average.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

#: A ring of which fewer people are seen cannot be told from a duo or from one person with two names.
PEOPLE_SEEN = 3


@dataclass(frozen=True)
class Ceiling:
    """Expected precision among the first k, and the share of rings that can be told from others at all."""

    precision: float
    findable: float


def ceiling(operators: pl.DataFrame, k: int) -> Ceiling:
    """The ceiling for a set of operators (columns of the truth's `operators`), k of whom are looked at."""
    shares = operators.group_by("profile").agg(
        pl.col("is_ring").mean().alias("share"), pl.len().cast(pl.Int64).alias("operators")
    )
    ranked = shares.sort("share", descending=True).with_columns(
        pl.col("operators").cum_sum().shift(fill_value=0).alias("before")
    )
    taken = (pl.lit(k) - pl.col("before")).clip(0, pl.col("operators"))
    total = ranked.select((taken * pl.col("share")).sum() / taken.sum()).item()
    rings = operators.filter("is_ring")
    return Ceiling(float(total or 0.0), findable(rings).height / max(rings.height, 1))


def findable(operators: pl.DataFrame) -> pl.DataFrame:
    """The rings that are not silent and of which enough people are seen."""
    return operators.filter(pl.col("is_ring") & ~pl.col("is_silent") & (pl.col("people_shown") >= PEOPLE_SEEN))
