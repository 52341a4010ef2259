"""Shares with their intervals, also of items that were drawn with different probabilities."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

#: The 97.5th percentile of the normal distribution.
Z = 1.959964


class Share(NamedTuple):
    """A share, its 95 % interval, and how many equally weighted items it is worth."""

    share: float
    low: float
    high: float
    effective: float


def wilson(hits: float, of: float) -> tuple[float, float]:
    """The 95 % score interval of `hits` of `of` (Wilson 1927)."""
    share, z2 = hits / of, Z * Z
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = Z * math.sqrt(share * (1 - share) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def weighted(hits: Sequence[bool], weights: Sequence[float]) -> Share | None:
    """The share of hits among weighted items, with Wilson's interval at their effective number; None without items.

    The effective number is the square of the sum of the weights over the sum of their squares (Kish 1965): a few
    items that stand for many make a wide interval.
    """
    total = sum(weights)
    if not total:
        return None
    share = sum(weight for hit, weight in zip(hits, weights, strict=True) if hit) / total
    effective = total * total / sum(weight * weight for weight in weights)
    return Share(share, *wilson(share * effective, effective), effective)
