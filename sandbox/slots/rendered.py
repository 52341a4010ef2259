"""A slot as it is written, for every ad at once, and the places inside it that a reader should find."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from sandbox.chance import Ints

Column = np.ndarray[Any, Any] | pl.Series


@dataclass(frozen=True)
class Mark:
    """Parts of a rendered slot, row by row: where each begins and how long it is (code points), and what it says.

    A length of 0 means that the row has no such part.
    """

    begins: Ints
    length: Ints
    facts: dict[str, Column]


@dataclass(frozen=True)
class Rendered:
    """One string a row, its length in code points, and its marks."""

    text: pl.Series
    length: Ints
    marks: tuple[Mark, ...] = ()


@dataclass
class Pool:
    """Strings that rows choose from by index; the first is always empty, so index 0 writes nothing."""

    strings: list[str] = field(default_factory=lambda: [""])
    _series: pl.Series | None = None
    _lengths: Ints | None = None

    def add(self, strings: Sequence[str]) -> int:
        """Append strings; returns the index of the first."""
        at = len(self.strings)
        self.strings.extend(strings)
        self._series = self._lengths = None
        return at

    def gather(self, index: Ints) -> pl.Series:
        """The strings at an index, row by row."""
        if self._series is None:
            self._series = pl.Series(self.strings, dtype=pl.String)
        return self._series.gather(index)

    def lengths(self, index: Ints) -> Ints:
        """Their lengths in code points."""
        if self._lengths is None:
            self._lengths = np.asarray([len(text) for text in self.strings], dtype=np.int64)
        return self._lengths[index]


def chosen(known: Sequence[str], index: Ints) -> pl.Series:
    """Words by index, row by row."""
    return pl.Series(known, dtype=pl.String).gather(index)


def joined(parts: Sequence[pl.Series]) -> pl.Series:
    """Row by row, one after the other."""
    frame = pl.DataFrame({str(at): part for at, part in enumerate(parts)})
    return frame.select(pl.concat_str(pl.all())).to_series()
