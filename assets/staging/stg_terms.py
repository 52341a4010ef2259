"""Lexicon terms of every pack in an ad: whole words of the folded text, longest term first, with their spans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl
import re2

from assets.lexicon import Term, terms
from assets.staging.folding import fold

READS = {"stg_ads": ["ad_id", "day", "text"]}
_WORD = re2.compile(r"[\pL\pM\pN%']+")


def build(stg_ads: pl.DataFrame) -> pl.DataFrame:
    """One row a term at a place; a term inside a longer one of the same category does not count again."""
    lexicon = by_first_word(terms())
    rows = [(ad_id, day, *found) for ad_id, day, text in stg_ads.iter_rows() for found in terms_in(text, lexicon)]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def inputs() -> str:
    """The lexicons: another term is another table."""
    return repr(terms())


def by_first_word(lexicon: list[Term]) -> dict[str, list[tuple[tuple[str, ...], Term]]]:
    """The lexicon by the first word of each term, longer terms first."""
    found: dict[str, list[tuple[tuple[str, ...], Term]]] = {}
    for term in lexicon:
        words = tuple(_WORD.findall(term.term))
        found.setdefault(words[0], []).append((words, term))
    for entries in found.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return found


def terms_in(
    text: str, lexicon: Mapping[str, list[tuple[tuple[str, ...], Term]]]
) -> Iterator[tuple[str, str, str, int, int]]:
    """Each term of a text: pack, term, category, span. Linear in the words of the text."""
    found = [(match.group(), *match.span()) for match in _WORD.finditer(fold(text))]
    words = [word for word, _, _ in found]
    covered: dict[tuple[str, str], int] = {}
    for place, word in enumerate(words):
        for wanted, term in lexicon.get(word, ()):
            category = (term.pack, term.category)
            if tuple(words[place : place + len(wanted)]) == wanted and covered.get(category, 0) <= place:
                covered[category] = place + len(wanted)
                yield term.pack, term.term, term.category, found[place][1], found[place + len(wanted) - 1][2]


_SCHEMA = {
    "ad_id": pl.String,
    "day": pl.Date,
    "pack": pl.String,
    "term": pl.String,
    "category": pl.String,
    "span_start": pl.Int32,
    "span_end": pl.Int32,
}
