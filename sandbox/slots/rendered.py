"""A slot as it is written, for every ad at once, and the places inside it that a reader should find."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa

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
    _arrow: pa.Array | None = None
    _lengths: Ints | None = None

    def add(self, strings: Sequence[str]) -> int:
        """Append strings; returns the index of the first."""
        at = len(self.strings)
        self.strings.extend(strings)
        self._arrow = self._lengths = None
        return at

    @property
    def arrow(self) -> pa.Array:
        """All strings, as a column."""
        if self._arrow is None:
            self._arrow = pa.array(self.strings, pa.large_string())
        return self._arrow

    def gather(self, index: Ints) -> pl.Series:
        """The strings at an index, row by row."""
        return pl.Series(self.arrow.take(pa.array(index)))

    def joined(self, index: Ints) -> pl.Series:
        """Row by row, the strings at a matrix of indexes, one after the other."""
        return runs(self.arrow, index.ravel(), np.arange(1, len(index) + 1) * index.shape[1])

    def lengths(self, index: Ints) -> Ints:
        """Their lengths in code points."""
        if self._lengths is None:
            self._lengths = np.asarray([len(text) for text in self.strings], dtype=np.int64)
        return self._lengths[index]


def chosen(known: Sequence[str], index: Ints) -> pl.Series:
    """Words by index, row by row."""
    return pl.Series(known, dtype=pl.String).gather(index)


def runs(strings: pa.Array, index: Ints, ends: Ints) -> pl.Series:
    """Row r is the strings (a large_string array) at index[ends[r - 1] : ends[r]], one after the other.

    Arrow copies what it takes end to end, so a row is a stretch of what was copied.
    """
    _, offsets, letters = strings.take(pa.array(index)).buffers()
    bounds = np.frombuffer(offsets, dtype=np.int64)[np.concatenate([[0], ends])]
    found = pa.LargeStringArray.from_buffers(len(ends), pa.py_buffer(bounds), letters or pa.py_buffer(b""))
    return pl.Series(found)


def stacked(columns: Sequence[pa.Array | pl.Series]) -> pa.Array:
    """One large_string array of several columns, one below the other."""
    plain = [column.to_arrow() if isinstance(column, pl.Series) else column for column in columns]
    return pa.concat_arrays([column.cast(pa.large_string()) for column in plain])
