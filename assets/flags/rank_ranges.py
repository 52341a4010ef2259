"""The range of a rank over many plausible weightings: what an invented interval of a score cannot say.

In each of a thousand weightings every rule's points are multiplied by a factor of its own between one half and one and
a half; the range is that of the middle 95 % of ranks. A rule's factors follow from its name alone, so the same table
comes out whatever else is there, and in whatever order.
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import polars as pl

DRAWS, LEAST, MOST = 1_000, 0.5, 1.5
#: Weightings at a time, so that memory stays small for any number of leads.
AT_ONCE = 100
Array = np.ndarray[Any, Any]


def rank_ranges(points: pl.DataFrame) -> pl.DataFrame:
    """Columns in: advertiser_id, rule_id, points. Out, one row an advertiser: advertiser_id, rank_low, rank_high.

    Rank 1 is the highest score; of equal ones each has the best rank. Advertisers come sorted.
    """
    advertisers = points["advertiser_id"].unique().sort()
    rules = points["rule_id"].unique().sort()
    if not len(advertisers):
        return pl.DataFrame(schema={"advertiser_id": pl.String, "rank_low": pl.Int32, "rank_high": pl.Int32})
    table = np.zeros((len(advertisers), len(rules)))
    np.add.at(
        table,
        (advertisers.search_sorted(points["advertiser_id"]), rules.search_sorted(points["rule_id"])),
        points["points"].to_numpy(),
    )
    factors = np.stack([_factors(rule) for rule in rules])
    ranks = np.concatenate([_ranks(table @ factors[:, at : at + AT_ONCE]) for at in range(0, DRAWS, AT_ONCE)], axis=1)
    low, high = np.quantile(ranks, [0.025, 0.975], axis=1, method="nearest")
    return pl.DataFrame(
        {"advertiser_id": advertisers, "rank_low": low.astype(np.int32), "rank_high": high.astype(np.int32)}
    )


def _factors(rule: str) -> Array:
    seed = int.from_bytes(hashlib.sha256(rule.encode()).digest()[:8], "big")
    return np.random.default_rng(seed).uniform(LEAST, MOST, DRAWS)


def _ranks(scores: Array) -> Array:
    """Rank of each row within each column: one more than there are higher scores."""
    scores = np.round(scores, 9)
    ordered = np.sort(scores, axis=0)
    ranks = np.empty(scores.shape, dtype=np.int32)
    for at in range(scores.shape[1]):
        ranks[:, at] = 1 + len(scores) - np.searchsorted(ordered[:, at], scores[:, at], side="right")
    return ranks
