"""Links that would bring together what somebody keeps apart. Pure functions on columns."""

from __future__ import annotations

import numpy as np
import polars as pl

from assets.entities.evidence import REASONS, components
from assets.entities.words import Array

BY_HAND = REASONS[0]


def joined_by_hand(corrections: pl.DataFrame) -> pl.DataFrame:
    """Links a, b, reason, weight between the ads of each side; `corrections`: entry, side, ad (a number)."""
    return (
        corrections.with_columns(first=pl.col("ad").min().over("entry", "side"))
        .filter(pl.col("first") != pl.col("ad"))
        .select(
            a=pl.col("first").cast(pl.UInt32),
            b=pl.col("ad").cast(pl.UInt32),
            reason=pl.lit(BY_HAND),
            weight=pl.lit(1.0),
        )
        .unique()
    )


def used(links: pl.DataFrame, corrections: pl.DataFrame, count: int) -> Array:
    """For each link whether it is used: all are, but those that would join two sides of an entry of kind `apart`.

    The links of an advertiser that holds two sides are taken again one by one, the strongest reason first, and one that
    would bring the sides together is not used. So an ad goes with the side to which its strongest evidence leads.
    """
    is_used = np.ones(links.height, dtype=bool)
    sides = corrections.filter(kind="apart")
    label = components(links, count)
    at = sides.with_columns(component=pl.Series(label, dtype=pl.Int64).gather(sides["ad"]))
    mixed = at.group_by("entry", "component").agg(pl.col("side").n_unique()).filter(pl.col("side") > 1)["component"]
    if not len(mixed):
        return is_used
    found = links.with_row_index("row").with_columns(component=pl.Series(label, dtype=pl.Int64).gather(links["a"]))
    rank = pl.col("reason").replace_strict({reason: place for place, reason in enumerate(REASONS)})
    again = found.filter(pl.col("component").is_in(mixed.unique().implode())).sort(
        rank, "weight", "a", "b", descending=[False, True, False, False]
    )
    refused = _refused(again.select("row", "a", "b").rows(), sides.select("ad", "entry", "side").rows())
    is_used[refused] = False
    return is_used


def _refused(links: list[tuple[int, int, int]], sides: list[tuple[int, int, int]]) -> list[int]:
    """Rows of links that would join two sides, taken in their order."""
    parent: dict[int, int] = {}
    held: dict[int, dict[int, int]] = {}
    for ad, entry, side in sides:
        held.setdefault(ad, {})[entry] = side

    def root(ad: int) -> int:
        while (up := parent.get(ad, ad)) != ad:
            parent[ad] = parent.get(up, up)
            ad = up
        return ad

    refused = []
    for row, a, b in links:
        one, other = root(a), root(b)
        if one == other:
            continue
        ours, theirs = held.get(one, {}), held.get(other, {})
        if any(entry in theirs and theirs[entry] != side for entry, side in ours.items()):
            refused.append(row)
            continue
        parent[other] = one
        held[one] = {**theirs, **ours}
    return refused
