"""Templates to read: the constants as they are written, the slots marked. Pure functions.

`pieces` are the constant parts, one more than slots: before the first slot, between slots, after the last one.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import pairwise

import numpy as np
import polars as pl

from assets.entities.alignment import Explained
from assets.entities.words import Array


def as_text(pieces: Sequence[str], kinds: Sequence[str]) -> str:
    """The template as text, each slot as its kind in brackets: `call [phone] tonight`."""
    marked = (f"{_gap(piece)}[{kind}]" for piece, kind in zip(pieces, kinds, strict=False))
    return _tidy("".join([*marked, pieces[-1]]))


def as_html(pieces: Sequence[str], kinds: Sequence[str]) -> str:
    """The template as HTML: text is escaped, each slot is a `mark` with its kind as class and title."""
    marked = (f"{escape(_gap(piece))}{_mark(kind, kind)}" for piece, kind in zip(pieces, kinds, strict=False))
    return "".join([*marked, escape(pieces[-1])])


def ad_as_html(text: str, starts: Sequence[int], ends: Sequence[int], kinds: Sequence[str]) -> str:
    """An ad's own text as HTML, what fills its slots marked; an empty slot (start is end) is not shown."""
    out, at = [], 0
    for start, end, kind in zip(starts, ends, kinds, strict=True):
        if start < end:
            out += [escape(text[at:start]), _mark(kind, text[start:end])]
            at = end
    return "".join([*out, escape(text[at:])])


def _mark(kind: str, shown: str) -> str:
    return f'<mark class="slot {escape(kind)}" title="{escape(kind)}">{escape(shown)}</mark>'


def _gap(piece: str) -> str:
    """A slot stands apart from a word before it."""
    return f"{piece} " if piece and piece[-1].isalnum() else piece


def _tidy(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.strip().splitlines())


def pieces(explained: Explained, texts: pl.Series, starts: Array, ends: Array) -> list[list[str]]:
    """The pieces of every template. `texts` are the medoids' texts; `starts` and `ends` say where their words stand."""
    templates, slots = explained.templates, explained.slots
    gaps: list[list[int]] = [[] for _ in range(len(templates.template))]
    for template, gap in zip(slots.template.tolist(), slots.gap.tolist(), strict=True):
        gaps[template].append(gap)
    bounds = templates.offsets
    return [
        _pieces(text, gap, templates.constants[a:b], starts[a:b], ends[a:b])
        for text, gap, a, b in zip(texts.to_list(), gaps, bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)
    ]


def _pieces(text: str, gaps: list[int], constants: Array, starts: Array, ends: Array) -> list[str]:
    """Each constant with what stands before it, cut at the gaps; what the template leaves out is left out."""
    kept = np.flatnonzero(constants).tolist()
    befores = [0, *ends.tolist()]
    words = [text[befores[at] : ends[at]] for at in kept]
    if kept and kept[-1] == len(constants) - 1:
        words[-1] += text[ends[-1] :]
    cuts = [0, *gaps, len(words)]
    return ["".join(words[a:b]) for a, b in pairwise(cuts)]
