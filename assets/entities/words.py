"""Texts as words: each word as one number, so that whole columns are compared without a call per text.

A text becomes code points, one table folds them (case, compatibility forms, accents, look-alike letters and digits),
and a word's number is a random linear form over its folded code points. A character of a script that writes without
blanks (Han, kana, Thai and their like) and an emoji is a word of its own. Pure functions on columns.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import polars as pl

Array = np.ndarray[Any, Any]

#: Texts that are read at once, so that what they need stays within a processor's cache.
CHUNK = 1_000
_BETWEEN, _HOLLOW, _ALONE, _WORD = 0, 1, 2, 3
_KIND = np.uint32(3)
#: Look-alikes of Latin letters that Unicode's compatibility forms leave apart (Cyrillic and Greek; UTS 39).
_ALIKE = dict(zip("авекмнорстухіјѕԁԛԝһӏαβεικνορτυχγ", "abekmhopctyxijsdqwhiabeiknoptuxy", strict=True))
#: Blocks whose characters are each a word, and those of words between blanks that nothing folds (Hangul).
_ALONE_BLOCKS = (
    *((0x0E00, 0x0F00), (0x1000, 0x10A0), (0x1780, 0x1800), (0x2E80, 0x2FE0), (0x3005, 0x3100), (0x31F0, 0x3200)),
    *((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00), (0x20000, 0x32000)),
)
_WORD_BLOCKS = ((0xA000, 0xA4D0), (0xAC00, 0xD7A4))
#: Where characters are looked at one by one.
_MIXED_BLOCKS = ((0x0000, 0x3400), (0xA4D0, 0xAC00), (0xFB00, 0x1FC00), (0xE0000, 0xE0200))
#: Fixed for ever: the numbers of words are kept in files.
_SEED, _FACTOR, _SPREAD = 20_261_125, 0x9E3779B1, 0x85EBCA6B


@dataclass(frozen=True)
class Words:
    """The words of texts, one after the other: `numbers` (u32), and `offsets` (i64, one more than texts) into them."""

    numbers: Array
    offsets: Array

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @property
    def counts(self) -> Array:
        """How many words each text has."""
        return np.diff(self.offsets)

    def of(self, texts: Array) -> tuple[Array, Array]:
        """The words of these texts (ascending, at least one), and where each text ends in them (0 first)."""
        begins, counts = self.offsets[texts], self.offsets[texts + 1] - self.offsets[texts]
        ends = np.append(0, np.cumsum(counts))
        if texts[-1] - texts[0] == len(texts) - 1:
            return self.numbers[begins[0] : begins[0] + ends[-1]], ends
        return self.numbers[np.arange(ends[-1]) + np.repeat(begins - ends[:-1], counts)], ends


@dataclass(frozen=True)
class Places:
    """Where each word stands in its text: half-open spans in code points, for words in the order of `Words`."""

    starts: Array
    ends: Array


def words(texts: pl.Series, look: Callable[[Words], None] = lambda _: None) -> Words:
    """The words of each text of a column; an empty text has none. `look` sees each chunk while it is at hand."""
    numbers, counts = [np.zeros(0, dtype=np.uint32)], [np.zeros(0, dtype=np.int64)]
    for at in range(0, len(texts), CHUNK):
        chunk = _Chunk(texts.slice(at, CHUNK).to_list())
        numbers.append(chunk.numbers())
        counts.append(chunk.counts())
        look(Words(numbers[-1], _offsets(counts[-1])))
    return Words(np.concatenate(numbers), _offsets(np.concatenate(counts)))


def places(texts: pl.Series) -> Places:
    """Where the words of `words(texts)` stand."""
    starts, ends = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for at in range(0, len(texts), CHUNK):
        found = _Chunk(texts.slice(at, CHUNK).to_list()).places()
        starts.append(found.starts)
        ends.append(found.ends)
    return Places(np.concatenate(starts), np.concatenate(ends))


def _offsets(counts: Array) -> Array:
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts)])


class _Chunk:
    """A few texts as one row of folded characters; `begins` and `ends` bound the words in it."""

    def __init__(self, texts: list[str | None]) -> None:
        given = [text or "" for text in texts]
        self.length = np.fromiter(map(len, given), dtype=np.int64, count=len(given)) + 1
        points = np.frombuffer(("\n".join(given) + "\n").encode("utf-32-le", "replace"), dtype=np.int32)
        values = _table().take(points)
        kinds = values.astype(np.uint8) & np.uint8(_KIND)
        self.shown = kinds != _HOLLOW
        self.gone = np.flatnonzero(~self.shown)
        if len(self.gone):
            values, kinds = values[self.shown], kinds[self.shown]
        self.values = values
        self.begins, self.ends = _bounds(kinds)

    def numbers(self) -> Array:
        power, inverse = _powers(len(self.values))
        sums = np.empty(len(self.values) + 1, dtype=np.uint32)
        sums[0] = 0
        np.cumsum(self.values * power, dtype=np.uint32, out=sums[1:])
        found = sums[self.ends]
        found -= sums[self.begins]
        found *= inverse[self.begins]
        # The lower bits of such a sum know little of the order of its terms; two steps carry the upper ones down.
        found ^= found >> np.uint32(15)
        found *= np.uint32(_SPREAD)
        found ^= found >> np.uint32(15)
        return found

    def counts(self) -> Array:
        borders = np.cumsum(self.length)
        borders -= np.searchsorted(self.gone, borders)
        return np.diff(np.searchsorted(self.begins, borders), prepend=0)

    def places(self) -> Places:
        at = np.flatnonzero(self.shown)
        base = np.repeat(np.cumsum(self.length) - self.length, self.counts())
        return Places(at[self.begins] - base, at[self.ends - 1] + 1 - base)


def _bounds(kinds: Array) -> tuple[Array, Array]:
    """Where words begin and end, in a chunk that ends with a character between words."""
    before = np.empty_like(kinds)
    before[0], before[1:] = _BETWEEN, kinds[:-1]
    changes = (kinds != before) | (kinds == _ALONE)
    return np.flatnonzero(changes & (kinds >= _ALONE)), np.flatnonzero(changes & (before >= _ALONE))


@cache
def _table() -> Array:
    """By code point: a random number of what it is folded to, its last two bits saying what the character is."""
    count = sys.maxunicode + 1
    folded, kind = np.arange(count, dtype=np.uint32), np.zeros(count, dtype=np.uint32)
    for point, plain, what in _characters():
        folded[point], kind[point] = plain, what
    for blocks, what in ((_WORD_BLOCKS, _WORD), (_ALONE_BLOCKS, _ALONE)):
        for low, high in blocks:
            kind[low:high] = what
    numbers = np.random.default_rng(_SEED).integers(1, 2**32 - 1, count, dtype=np.uint32)
    return np.asarray((numbers[folded] & ~_KIND) | kind)


def _characters() -> Iterator[tuple[int, int, int]]:
    """Code point, what it is folded to, and what it is, of the characters that are not alike by whole blocks."""
    for point in (point for low, high in _MIXED_BLOCKS for point in range(low, high)):
        character = chr(point)
        category = unicodedata.category(character)
        if category in ("Cf", "Mn", "Me"):
            yield point, point, _HOLLOW
        elif category == "So" and point >= 0x1F000:
            yield point, point, _ALONE
        elif unicodedata.digit(character, None) is not None:
            yield point, ord("0") + unicodedata.digit(character), _WORD
        elif category[0] in "LNM" or character == "'":
            yield point, _plain(character), _WORD


def _plain(character: str) -> int:
    """The letter without case, form, accent or disguise."""
    plain = unicodedata.normalize("NFKD", character.lower())[:1] or character
    return ord(_ALIKE.get(plain.lower(), plain.lower()[:1]))


@cache
def _powers_of(count: int) -> tuple[Array, Array]:
    power, inverse = np.ones(count, dtype=np.uint32), np.ones(count, dtype=np.uint32)
    power[1:], inverse[1:] = np.uint32(_FACTOR), np.uint32(pow(_FACTOR, -1, 2**32))
    return np.multiply.accumulate(power), np.multiply.accumulate(inverse)


def _powers(count: int) -> tuple[Array, Array]:
    """Powers of an odd number and of its inverse, modulo 2 to the 32nd: `count` of each."""
    power, inverse = _powers_of(max(1 << 16, 1 << (count - 1).bit_length()))
    return power[:count], inverse[:count]
