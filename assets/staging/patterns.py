"""Patterns over a buffer of many texts, by RE2: linear in the buffer, whatever the text.

The package's own match objects ask the expression again for each of their spans, which costs more than the search where
matches are many. Here a match is its spans.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import re2

_ANCHOR: Any = re2._Anchor


class Match:
    """A place that a pattern found; spans are half-open places in the buffer, (-1, -1) for a group without part."""

    __slots__ = ("buffer", "spans")

    def __init__(self, buffer: bytes, spans: list[tuple[int, int]]) -> None:
        self.buffer, self.spans = buffer, spans

    def span(self, group: int = 0) -> tuple[int, int]:
        """Where a group stands; group 0 is the whole."""
        return self.spans[group]

    def start(self, group: int = 0) -> int:
        """Where a group begins."""
        return self.spans[group][0]

    def end(self, group: int = 0) -> int:
        """Where a group ends."""
        return self.spans[group][1]

    def group(self, group: int = 0) -> bytes:
        """What a group holds; empty where it took no part."""
        start, end = self.spans[group]
        return self.buffer[start:end] if start >= 0 else b""


class Pattern:
    """A compiled pattern; raises `re2.error` for one that is none."""

    __slots__ = ("_search",)

    def __init__(self, text: str) -> None:
        options = re2.Options()
        options.encoding = re2.Options.Encoding.LATIN1
        options.max_mem = 128 << 20
        self._search = re2.compile(text.encode("latin-1"), options)._regexp.Match

    def match(self, buffer: bytes, start: int = 0) -> Match | None:
        """The match that begins at a place of the buffer, or None."""
        return self._first(_ANCHOR.ANCHOR_START, buffer, start)

    def fullmatch(self, buffer: bytes) -> Match | None:
        """The match that is the whole buffer, or None."""
        return self._first(_ANCHOR.ANCHOR_BOTH, buffer, 0)

    def search(self, buffer: bytes, start: int = 0) -> Match | None:
        """The first match from a place of the buffer on, or None."""
        return self._first(_ANCHOR.UNANCHORED, buffer, start)

    def _first(self, anchor: Any, buffer: bytes, start: int) -> Match | None:
        spans = self._search(anchor, buffer, start, len(buffer))
        return Match(buffer, spans) if spans[0][0] >= 0 else None

    def finditer(self, buffer: bytes) -> Iterator[Match]:
        """Every match, from left to right, none over another."""
        at, size, search, anchor = 0, len(buffer), self._search, _ANCHOR.UNANCHORED
        while at <= size:
            spans = search(anchor, buffer, at, size)
            start, end = spans[0]
            if start < 0:
                return
            yield Match(buffer, spans)
            at = end + (end == start)


@cache
def pattern(text: str) -> Pattern:
    """The pattern of a text, compiled once a process."""
    return Pattern(text)
