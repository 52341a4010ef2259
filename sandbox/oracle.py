"""What anyone could know: the ceiling on finding rings that follows from what can be seen.

A class chooses a profile and the profile alone chooses what is seen, so no one can tell apart two operators of one
profile. Whoever knows the profiles' shares of rings and ranks by them does as well as can be done, on average. Nobody
knows a profile, though: who copies a text that nobody else copied here looks like who wrote it. The ceiling by what is
seen ranks by the share of rings among all who look alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import polars as pl

from sandbox.population import tables

#: A ring of which fewer people are seen cannot be told from a duo or from one person with two names.
PEOPLE_SEEN = 3
#: How far people, phones and cities are counted.
PEOPLE, PHONES, CITIES = 3, 2, 3


@dataclass(frozen=True)
class Ceiling:
    """Expected precision among the first k, and the share of rings that can be told from others at all."""

    precision: float
    findable: float


def ceiling(operators: pl.DataFrame, k: int, by: Literal["profile", "seen"] = "profile") -> Ceiling:
    """The ceiling for a set of operators (columns of the truth's `operators`), k of whom are looked at.

    `by` says what is known of each: its profile, or what is `seen` of it (a column that `with_seen` adds).
    """
    share = pl.col("is_ring").mean().over("profile")
    known = operators.select(share.alias("share"), by).select(pl.col("share").mean().over(by))
    best = known.sort("share", descending=True).head(k)["share"].mean()
    rings = operators.filter("is_ring")
    return Ceiling(float(best) if isinstance(best, float) else 0.0, findable(rings).height / max(rings.height, 1))


def with_seen(
    operators: pl.DataFrame, ads: pl.DataFrame, identifiers: pl.DataFrame, stays: pl.DataFrame
) -> pl.DataFrame:
    """The operators with `seen`: who has the same looks the same but for habits of words, which all kinds share.

    It is the trade that words tell, for how many people a text speaks that nobody else uses, whether there are several
    phones, and in how many cities. All four tables are the truth's, so nothing is lost by reading or grouping.
    """
    trades = {name: profile["register"] for name, profile in tables()["profiles"].items()}
    of_text = ads.group_by("template_id").agg(
        pl.col("operator_id").n_unique().alias("users"),
        pl.col("operator_id").first(),
        pl.col("person").n_unique().alias("people_of_text"),
    )
    people = (
        of_text.filter(users=1).group_by("operator_id").agg(pl.col("people_of_text").max().clip(upper_bound=PEOPLE))
    )
    shown = identifiers.filter(kind="phone").join(ads.select("row", "operator_id"), on="row")
    phones = shown.group_by("operator_id").agg(pl.col("value").n_unique().clip(upper_bound=PHONES).alias("phones_seen"))
    cities = stays.group_by("operator_id").agg(pl.col("city").n_unique().clip(upper_bound=CITIES).alias("cities_seen"))
    known = operators.select("operator_id", trade=pl.col("profile").replace_strict(trades))
    for counted in (people, phones, cities):
        known = known.join(counted, on="operator_id", how="left")
    counts = [pl.col(name).fill_null(0) for name in ("people_of_text", "phones_seen", "cities_seen")]
    seen = known.select("operator_id", seen=pl.concat_str("trade", *counts, separator="/"))
    return operators.join(seen, on="operator_id", maintain_order="left")


def findable(operators: pl.DataFrame) -> pl.DataFrame:
    """The rings that are not silent and of which enough people are seen."""
    return operators.filter(pl.col("is_ring") & ~pl.col("is_silent") & (pl.col("people_shown") >= PEOPLE_SEEN))
