"""Chance by counting: each draw is a hash of a seed, a purpose and keys, so nothing depends on the order of asking.

The same keys give the same draw for one ad or for a million, in any block and in any process. The mixing function is
the finaliser of SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators").
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int64]
Shares = npt.NDArray[np.float64]
Key = int | npt.NDArray[np.integer[Any]]

_STEP = np.uint64(0x9E3779B97F4A7C15)
_ONE, _OTHER = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


@cache
def purpose_key(purpose: str) -> int:
    """64 bits that stand for a purpose."""
    return int.from_bytes(hashlib.blake2b(purpose.encode(), digest_size=8).digest(), "big")


def mix(bits: Keys) -> Keys:
    """SplitMix64's finaliser, value by value."""
    mixed = bits + _STEP
    mixed ^= mixed >> np.uint64(30)
    mixed *= _ONE
    mixed ^= mixed >> np.uint64(27)
    mixed *= _OTHER
    mixed ^= mixed >> np.uint64(31)
    return mixed


@dataclass(frozen=True)
class Chance:
    """All the draws of a seed."""

    seed: int

    def bits(self, purpose: str, *keys: Key) -> Keys:
        """64 random bits for each row of the keys (integers, or arrays of one length)."""
        start = (purpose_key(purpose) + self.seed * 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
        mixed = mix(np.asarray([start], dtype=np.uint64))
        for key in keys:
            mixed = mix(mixed ^ np.atleast_1d(np.asarray(key)).astype(np.uint64))
        return mixed

    def share(self, purpose: str, *keys: Key) -> Shares:
        """Uniform in [0, 1)."""
        return (self.bits(purpose, *keys) >> np.uint64(11)).astype(np.float64) / float(1 << 53)

    def below(self, bound: int | Ints, purpose: str, *keys: Key) -> Ints:
        """Uniform whole numbers in [0, bound); a bound of 0 gives 0."""
        return np.floor(self.share(purpose, *keys) * np.maximum(bound, 1)).astype(np.int64)

    def between(self, low: int | Ints, high: int | Ints, purpose: str, *keys: Key) -> Ints:
        """Uniform whole numbers from low to high, both included."""
        lowest = np.asarray(low, dtype=np.int64)
        return np.asarray(lowest + self.below(np.asarray(high, dtype=np.int64) - lowest + 1, purpose, *keys))

    def one_of(self, weights: Sequence[float] | Shares, purpose: str, *keys: Key) -> Ints:
        """An index drawn by weight."""
        return pick(weights, self.share(purpose, *keys))


def pick(weights: Sequence[float] | Shares, at: Shares) -> Ints:
    """The index whose slice of the weights, laid end to end over [0, 1), holds each share."""
    bounds = np.cumsum(np.asarray(weights, dtype=np.float64))
    return np.minimum(np.searchsorted(bounds / bounds[-1], at, side="right"), len(bounds) - 1)
