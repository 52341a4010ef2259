"""Unfold a column of texts: one byte a character in plain lower case, and the way back to every place of the original.

What hides a word from a search is undone once for a whole column: NFKC forms (full-width, circled, mathematical),
accents, look-alike letters of other scripts (`words/confusables.yml`, after Unicode Technical Standard 39), zero-width
signs and bidi controls (Unicode Standard Annex 9), stacked marks. All texts of a batch lie in one buffer, so that a
pattern is searched once a batch, by RE2, and never once an ad.

The buffer is Latin-1: ASCII as it is, and four signs of ours - `BREAK` between texts, `SYMBOL` for what is no letter
and no digit (an emoji, a bullet), `LETTER` for a letter that has no Latin look, `BLOT` for what was read already.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np
import polars as pl

from assets.staging.words import words

#: An ad's text is read up to here; `stg_writing` says of which ads more was left. People write no longer ones.
MAX_READ = 20_000
#: Texts and code points a batch: what bounds the memory, whatever the length of the column.
BATCH_TEXTS, BATCH_POINTS = 4_096, 1_000_000
BREAK, SYMBOL, LETTER, BLOT = 0, 1, 2, 3
#: What a code point does beside its meaning, as `Folded.tricks` counts it.
TRICKS = ("compatibility", "confusable", "invisible", "bidi", "stacked")
_COMPATIBILITY, _CONFUSABLE, _INVISIBLE, _BIDI, _MARK = 1, 2, 3, 4, 5
_CODES = 0x110000
#: Where scripts without case or compatibility forms lie; they are letters, and nobody need look at each.
_PLAIN_LETTERS = ((0x3400, 0xA000), (0xAC00, 0xD7A4), (0x20000, 0x40000))
_LOOKED_AT = ((0, 0x3400), (0xA000, 0xAC00), (0xF900, 0x10000), (0x10000, 0x1FC00), (0xE0000, 0xE0200))
_SPELT = {
    "ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D",
    "ð": "d", "þ": "th", "©": "c", "®": "r",
}  # fmt: skip
_QUOTES = {"'": "‘’‚‛ʼʹ´`′＇", '"': "“”„‟″«»＂", "-": "−", ".": "․"}

#: Signs of money that Latin-1 (or, for the euro, its neighbour 1252) has.
MONEY = {"£": b"\xa3", "€": b"\x80", "¢": b"\xa2"}

Ints = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class Tables:
    """For each code point: the byte it becomes, how many bytes, its trick, and the code point that terms see."""

    byte: np.ndarray[Any, np.dtype[np.uint8]]
    count: np.ndarray[Any, np.dtype[np.uint8]]
    trick: np.ndarray[Any, np.dtype[np.uint8]]
    point: np.ndarray[Any, np.dtype[np.uint32]]
    longer: dict[int, bytes]


@cache
def tables() -> Tables:
    """The tables of unfolding, made once a process."""
    byte = np.full(_CODES, SYMBOL, dtype=np.uint8)
    count, trick = np.ones(_CODES, dtype=np.uint8), np.zeros(_CODES, dtype=np.uint8)
    point = np.arange(_CODES, dtype=np.uint32)
    longer: dict[int, bytes] = {}
    for first, last in _PLAIN_LETTERS:
        byte[first:last] = LETTER
    looks = _confusables()
    for code in (code for first, last in _LOOKED_AT for code in range(first, last)):
        plain, trick[code] = _plain(chr(code), looks)
        count[code] = len(plain)
        if plain:
            byte[code] = plain[0]
            point[code] = plain[:1].lower()[0] if plain[0] > BLOT else ord(chr(code).lower()[:1])
        if len(plain) > 1:
            longer[code] = plain
    return Tables(byte, count, trick, point, longer)


def _confusables() -> dict[str, str]:
    return {sign: plain for plain, signs in words("confusables").items() for sign in signs}


def _plain(sign: str, looks: dict[str, str]) -> tuple[bytes, int]:
    """What a code point becomes, and its trick."""
    if "\x20" <= sign <= "\x7e" or sign == "\n":
        return sign.encode(), 0
    category = unicodedata.category(sign)
    if category in ("Mn", "Me", "Mc"):
        # A keycap makes a digit of a digit; the sign that asks for an emoji's look does nothing.
        return b"", _COMPATIBILITY if sign == "\u20e3" else 0 if 0xFE00 <= ord(sign) <= 0xFE0F else _MARK
    if category == "Cf":
        is_bidi = unicodedata.bidirectional(sign) not in ("BN", "AN", "ON") or sign in "\u200e\u200f\u061c"
        return b"", _BIDI if is_bidi else _INVISIBLE
    if category in ("Zs", "Zl", "Zp", "Cc"):
        return (b"\n" if category in ("Zl", "Zp") else b"\0" if sign == "\0" else b" "), 0
    if sign in MONEY:
        return MONEY[sign], 0
    if sign in looks:
        return looks[sign].encode(), _CONFUSABLE
    return _compatible(sign, category)


def _compatible(sign: str, category: str) -> tuple[bytes, int]:
    for plain, signs in _QUOTES.items():
        if sign in signs:
            return plain.encode(), 0
    if category == "Pd":
        return b"-", 0
    if sign in _SPELT:
        return _SPELT[sign].encode(), 0
    value = unicodedata.numeric(sign, -1.0)
    if value in range(10) and category[0] == "N":
        return b"%d" % int(value), _COMPATIBILITY
    if 0x1F150 <= ord(sign) <= 0x1F189 and (ord(sign) - 0x1F150) % 32 < 26:
        return bytes([ord("A") + (ord(sign) - 0x1F150) % 32]), _COMPATIBILITY
    taken_apart = "".join(
        part for part in unicodedata.normalize("NFKD", sign).replace("\u2044", "/") if not unicodedata.combining(part)
    )
    if taken_apart.isascii() and taken_apart.strip():
        # A letter with an accent is a letter; any other form of one is a trick.
        is_accented = unicodedata.normalize("NFD", sign) != sign
        return taken_apart.encode(), 0 if is_accented or not taken_apart.isalnum() else _COMPATIBILITY
    return bytes([LETTER if category[0] == "L" else SYMBOL]), 0


@dataclass(frozen=True)
class Folded:
    """A batch of texts as one buffer.

    `cased` and `lower` hold one byte a folded character; `origin[n]` is where character n stood among the code points
    of all texts (one longer than the buffer, its last entry the end); `starts` is where each text begins there, plus
    one behind the last. `first_row` is the place of the batch's first text in the column.
    """

    cased: bytes
    lower: bytes
    origin: Ints
    points: np.ndarray[Any, np.dtype[np.uint32]]
    starts: Ints
    first_row: int

    @cached_property
    def array(self) -> np.ndarray[Any, np.dtype[np.uint8]]:
        """The lower-case buffer as numbers."""
        return np.frombuffer(self.lower, dtype=np.uint8)

    def others(self) -> Ints:
        """Where the code points stand that are not ASCII: few, and the only ones that need a look."""
        return np.flatnonzero(self.points > 126)

    def tricks(self) -> tuple[Ints, Ints]:
        """Where code points of all texts are tricks, and the place of each in TRICKS."""
        table, at = tables(), self.others()
        found = table.trick[self.points[at]]
        at, found = at[found > 0], found[found > 0]
        before = np.where(at > 0, self.points[at - 1], 0)
        # A joiner between emoji belongs to them; between letters or digits it hides something.
        joins = (self.points[at] == 0x200D) & (table.byte[before] == SYMBOL)
        alone = (found == _MARK) & (table.trick[before] != _MARK)
        kept = ~(joins | alone)
        return at[kept], found[kept].astype(np.int64) - 1

    def rows(self, begins: Ints) -> Ints:
        """The place in the column of the texts in which these places of the buffer lie."""
        return np.searchsorted(self.starts, self.origin[begins], side="right") - 1 + self.first_row

    def spans(self, begins: Ints, ends: Ints) -> tuple[Ints, Ints, Ints]:
        """Row, start and end (code points of the row's text, half-open) of spans of the buffer.

        Signs without width behind the last character belong to it.
        """
        first, last = self.origin[begins], np.maximum(self.origin[ends - 1] + 1, self.origin[ends])
        rows = self.rows(begins)
        base = self.starts[rows - self.first_row]
        return rows, first - base, last - base

    def is_hidden(self, begins: Ints, ends: Ints) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Whether a span holds anything that the unfolding had to undo; marks are decoration."""
        if not len(begins):
            return np.zeros(0, dtype=bool)
        first, last = self.origin[begins], np.maximum(self.origin[ends - 1] + 1, self.origin[ends])
        sizes = (last - first).astype(np.int64)
        offsets = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        within = np.arange(int(sizes.sum())) - np.repeat(offsets, sizes) + np.repeat(first, sizes)
        tricks = tables().trick[self.points[within]]
        return np.asarray(np.logical_or.reduceat((tricks > 0) & (tricks < _MARK), offsets))


def folded(texts: pl.Series) -> Iterator[Folded]:
    """The texts of a column (strings; empty where null) in batches of bounded size, each cut at MAX_READ."""
    texts = texts.fill_null("").str.slice(0, MAX_READ)
    sizes = texts.str.len_chars().to_numpy().astype(np.int64)
    first = 0
    while first < len(sizes):
        held = np.cumsum(sizes[first : first + BATCH_TEXTS])
        count = max(1, int(np.searchsorted(held, BATCH_POINTS, side="right")))
        yield _fold(texts[first : first + count], sizes[first : first + count], first)
        first += count


def fold(text: str) -> str:
    """One text folded to lower case, as terms and tests see it."""
    (batch,) = folded(pl.Series([text], dtype=pl.String))
    return batch.lower.decode("latin-1").removesuffix("\0")


def _fold(texts: pl.Series, sizes: Ints, first_row: int) -> Folded:
    table = tables()
    points = np.frombuffer((texts.str.join("\0").item() + "\0").encode("utf-32-le"), dtype=np.uint32)
    starts = np.concatenate([[0], np.cumsum(sizes + 1)])
    # Nearly all are ASCII that stands for itself, and only the others are looked up.
    buffer = points.astype(np.uint8)
    others = np.flatnonzero((points < 32) | (points > 126))
    signs = points[others]
    buffer[others], counts = table.byte[signs], table.count[signs]
    places = _places(len(points) + 1)
    if counts.max() > 1:
        all_counts = np.ones(len(points) + 1, dtype=np.uint8)
        all_counts[others] = counts
        origin = np.repeat(places, all_counts)
        buffer = buffer[origin[:-1]]
        _write_longer(buffer, points, all_counts, table)
    else:
        kept = np.ones(len(points) + 1, dtype=np.bool_)
        kept[others[counts == 0]] = False
        origin, buffer = places[kept], buffer[kept[:-1]]
    cased = buffer.tobytes()
    return Folded(cased, cased.lower(), origin, points, starts, first_row)


@cache
def _counted(size: int) -> Ints:
    return np.arange(size, dtype=np.int32)


def _places(count: int) -> Ints:
    """0, 1, 2 ... as many as asked for; counted once for all batches of about the size."""
    return _counted(1 << (count - 1).bit_length())[:count]


def _write_longer(
    buffer: np.ndarray[Any, Any], points: np.ndarray[Any, Any], counts: np.ndarray[Any, Any], table: Tables
) -> None:
    """Write the code points that become several characters."""
    ends = np.cumsum(counts, dtype=np.int64)
    for at in np.flatnonzero(counts > 1):
        plain = table.longer[int(points[at])]
        buffer[ends[at] - len(plain) : ends[at]] = np.frombuffer(plain, dtype=np.uint8)


def blotted(buffer: bytes, spans: Iterable[tuple[int, int]]) -> bytes:
    """The buffer with these spans covered, so that nothing is read in them again."""
    covered = bytearray(buffer)
    for begin, end in spans:
        covered[begin:end] = bytes([BLOT]) * (end - begin)
    return bytes(covered)


def integers(values: list[int]) -> Ints:
    """A list of places as an array, also when it is empty."""
    return np.asarray(values, dtype=np.int64)
