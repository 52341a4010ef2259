"""Terms of a dictionary in texts: whole words of the folded text, tens of thousands of terms at once.

Each word becomes a 64-bit hash (a polynomial over its characters), each row of words a hash of theirs, and a term is
looked up by it. So the cost is the words', not the terms'. Two rows of words have the same hash with a chance of one in
2^64 a pair.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from assets.staging.folding import BREAK, LETTER, SYMBOL, Folded, Ints, folded

Hashes = np.ndarray[Any, np.dtype[np.uint64]]
_BASE, _STEP = 0x9E3779B97F4A7C15, np.uint64(0xC2B2AE3D27D4EB4F)
_INVERSE = pow(_BASE, -1, 1 << 64)
#: Words of a term; a term beyond is refused.
MAX_WORDS = 8
#: Between two words of a term there may be this much, and no end of a line or sentence.
MAX_GAP = 3
_SLOTS = 1 << 20


_IN_WORD = np.zeros(256, dtype=bool)
_IN_WORD[[ord(sign) for sign in "abcdefghijklmnopqrstuvwxyz0123456789%"]] = True
_IN_WORD[LETTER] = True


_STOPS = np.zeros(256, dtype=bool)
_STOPS[[BREAK, *(ord(sign) for sign in "\n.!?;")]] = True


class Words(NamedTuple):
    """The words of a batch: where each begins and ends in the buffer, and its hash."""

    buffer: np.ndarray[Any, np.dtype[np.uint8]]
    begins: Ints
    ends: Ints
    hashes: Hashes

    def goes_on(self, at: Ints) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Whether the word behind each of these stands close to it, in the same sentence and line of the same text."""
        following = np.minimum(at + 1, len(self.begins) - 1)
        ends, begins = self.ends[at], self.begins[following]
        is_close = (following > at) & (begins - ends <= MAX_GAP)
        for step in range(MAX_GAP):
            between = ends + step
            is_close &= (between >= begins) | ~_STOPS[self.buffer[np.minimum(between, len(self.buffer) - 1)]]
        return np.asarray(is_close)


class Matches(NamedTuple):
    """Terms found, a column each: the place in the dictionary, the first word, how many, the span in the buffer."""

    term: Ints
    word: Ints
    words: Ints
    begin: Ints
    end: Ints


def words_of(batch: Folded) -> Words:
    """The words of a batch; an emoji is a word of its own."""
    buffer = batch.array
    inside = _IN_WORD[buffer]
    marks = np.flatnonzero(buffer == ord("'"))
    marks = marks[(marks > 0) & (marks < len(buffer) - 1)]
    inside[marks[inside[marks - 1] & inside[marks + 1]]] = True
    is_symbol = buffer == SYMBOL
    taken = inside | is_symbol
    first = taken.copy()
    first[1:] &= ~inside[:-1] | is_symbol[1:]
    last = taken.copy()
    last[:-1] &= ~inside[1:] | is_symbol[:-1]
    begins, ends = np.flatnonzero(first), np.flatnonzero(last) + 1
    return Words(buffer, begins, ends, _hashes(batch, begins, ends))


def _hashes(batch: Folded, begins: Ints, ends: Ints) -> Hashes:
    """The hash of each word: the sum of its characters' codes, each times a power of the base by its place.

    All at once as sums over the buffer, whose powers are taken back to the beginning of each word: modulo 2^64 the
    base, which is odd, has an inverse.
    """
    codes = batch.array.astype(np.uint64)
    # A sign without a byte of its own counts by its code point, so that emoji differ.
    rare = np.flatnonzero(batch.array <= LETTER)
    codes[rare] = batch.points[np.minimum(batch.origin[rare], len(batch.points) - 1)].astype(np.uint64) + np.uint64(256)
    size = 1 << len(codes).bit_length()
    sums = np.append(np.uint64(0), np.cumsum(codes * _powers(_BASE, size)[: len(codes)]))
    return np.asarray((sums[ends] - sums[begins]) * _powers(_INVERSE, size)[begins])


@cache
def _powers(base: int, size: int) -> Hashes:
    """The powers of a base modulo 2^64, from the zeroth on."""
    factors = np.full(size, base, dtype=np.uint64)
    factors[0] = 1
    return np.cumprod(factors)


@dataclass(frozen=True)
class Dictionary:
    """Terms to look for. `terms` are as people write them; they are folded as the texts are."""

    terms: tuple[str, ...]

    @cached_property
    def _folded(self) -> list[tuple[int, int, int]]:
        """For each term: how many words, the hash of the first and of all."""
        found: list[tuple[int, int, int]] = []
        for batch in folded(pl.Series(self.terms, dtype=pl.String)):
            words = words_of(batch)
            rows = batch.rows(words.begins)
            bounds = np.searchsorted(rows, np.arange(batch.first_row, batch.first_row + len(batch.starts)))
            for low, high in pairwise(bounds):
                hashes = words.hashes[low:high]
                found.append((int(high - low), int(hashes[0]) if len(hashes) else 0, _whole(hashes)))
        return found

    @cached_property
    def _by_size(self) -> dict[int, tuple[Hashes, Ints]]:
        """For each number of words: the hashes of the terms of so many, in order, and which term each is."""
        sizes: dict[int, list[tuple[int, int]]] = {}
        for at, (size, _, whole) in enumerate(self._folded):
            if 0 < size <= MAX_WORDS:
                sizes.setdefault(size, []).append((whole, at))
        return {
            size: (
                np.asarray([h for h, _ in sorted(known)], dtype=np.uint64),
                np.asarray([at for _, at in sorted(known)]),
            )
            for size, known in sizes.items()
        }

    @cached_property
    def _begins(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """A table over a part of the hash that says which words begin no term at all."""
        slots = np.zeros(_SLOTS, dtype=bool)
        slots[[first % _SLOTS for size, first, _ in self._folded if size]] = True
        return slots

    def find(self, batch: Folded, words: Words | None = None) -> Matches:
        """Every term at every place of a batch, in the order of place, the longest first; they may overlap."""
        words = words_of(batch) if words is None else words
        at = np.flatnonzero(self._begins[(words.hashes % np.uint64(_SLOTS)).astype(np.int64)])
        whole, found = words.hashes[at], [_NOTHING]
        for size in range(1, max(self._by_size, default=0) + 1):
            if size > 1:
                kept = words.goes_on(at + size - 2)
                at = at[kept]
                whole = whole[kept] * _STEP + words.hashes[at + size - 1]
            if size in self._by_size:
                found.append(self._matches(words, at, whole, size))
        term, word, size_of, begin, end = np.concatenate(found, axis=1)
        order = np.lexsort((term, -size_of, word))
        return Matches(*(column[order] for column in (term, word, size_of, begin, end)))

    def _matches(self, words: Words, at: Ints, whole: Hashes, size: int) -> Ints:
        hashes, terms = self._by_size[size]
        low = np.searchsorted(hashes, whole, "left")
        hit = np.flatnonzero(hashes[np.minimum(low, len(hashes) - 1)] == whole)
        low = low[hit]
        # Terms that are spelt alike once folded all count.
        counts = np.searchsorted(hashes, whole[hit], "right") - low
        word = np.repeat(at[hit], counts)
        nth = np.arange(len(word)) - np.repeat(np.cumsum(counts) - counts, counts)
        term = terms[np.repeat(low, counts) + nth]
        ends = words.ends[word + size - 1]
        return np.stack([term, word, np.full(len(word), size), words.begins[word], ends]).astype(np.int64)


_NOTHING = np.zeros((5, 0), dtype=np.int64)


def written(batch: Folded, words: Words, at: int) -> str:
    """A word as it is compared: its bytes, and the code points of signs that have no byte of their own."""
    begin, end = int(words.begins[at]), int(words.ends[at])
    plain = batch.lower[begin:end]
    if plain[0] > LETTER and not any(sign <= LETTER for sign in plain):
        return plain.decode("latin-1")
    return "".join(
        chr(sign) if sign > LETTER else chr(batch.points[batch.origin[begin + n]]) for n, sign in enumerate(plain)
    )


def _whole(hashes: Hashes) -> int:
    whole = hashes[:1].copy() if len(hashes) else np.zeros(1, dtype=np.uint64)
    for other in hashes[1:]:
        whole = whole * _STEP + other
    return int(whole[0])


def outermost(matches: Matches, group: Sequence[Any]) -> Ints:
    """The places among matches of those that lie inside no other of the same group that began earlier or is longer.

    `group` gives each term's group.
    """
    covered: dict[Any, int] = {}
    kept = []
    columns = (matches.term.tolist(), matches.begin.tolist(), matches.end.tolist())
    for at, (term, begin, end) in enumerate(zip(*columns, strict=True)):
        of = group[term]
        if covered.get(of, 0) <= begin:
            covered[of] = end
            kept.append(at)
    return np.asarray(kept, dtype=np.int64)
