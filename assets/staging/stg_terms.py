"""Lexicon terms of every pack in an ad: whole words of the folded text, longest term first, with their spans."""

import numpy as np
import polars as pl

from assets.lexicon import Term, terms
from assets.staging.folding import Folded, folded
from assets.staging.terms import Dictionary, Matches, Words, outermost, words_of, written
from assets.staging.words import all_words

READS = {"stg_ads": ["ad_id", "day", "text"]}
ROWS_AT_ONCE = 100_000
#: How many words before a term a negation may stand ("no", "not a").
NEGATED_WITHIN = 2


def build(stg_ads: pl.DataFrame) -> pl.DataFrame:
    """One row a term at a place; a term inside a longer one of the same category does not count again, nor does one
    that a negation of its lexicon goes before.
    """
    found = terms_in(stg_ads["text"], terms())
    return found.join(stg_ads.with_row_index("row").select("row", "ad_id", "day"), on="row").drop("row")


def inputs() -> str:
    """The lexicons and the words of unfolding: another term is another table."""
    # The negations of a term are a set, whose order differs from run to run.
    lexicon = [(*term[:-1], sorted(term.negations)) for term in terms()]
    return f"{lexicon!r}\n{all_words()}"


def terms_in(texts: pl.Series, lexicon: list[Term]) -> pl.DataFrame:
    """Terms of a lexicon in a column of texts: row, pack, term, category, language, span in code points.

    A null or empty text has none; no text raises.
    """
    dictionary = Dictionary(tuple(term.term for term in lexicon))
    told = pl.DataFrame({name: [getattr(term, name) for term in lexicon] for name in list(SCHEMA)[1:5]})
    frames = [_of_batch(batch, dictionary, lexicon, told) for batch in folded(texts)]
    return pl.concat([pl.DataFrame(schema=SCHEMA), *frames])


def _of_batch(batch: Folded, dictionary: Dictionary, lexicon: list[Term], told: pl.DataFrame) -> pl.DataFrame:
    words = words_of(batch)
    matches = _said(batch, words, dictionary.find(batch, words), lexicon)
    kept = outermost(matches, [(term.pack, term.category) for term in lexicon])
    rows, starts, ends = batch.spans(matches.begin[kept], matches.end[kept])
    return pl.DataFrame([rows, *told[matches.term[kept]], starts, ends], schema=SCHEMA, strict=False)


def _said(batch: Folded, words: Words, matches: Matches, lexicon: list[Term]) -> Matches:
    """Without the negated ones."""
    kept = np.ones(len(matches.term), dtype=bool)
    can_be = np.asarray([bool(term.negations) for term in lexicon])
    at = np.flatnonzero(can_be[matches.term])
    for back in range(1, NEGATED_WITHIN + 1):
        before = matches.word[at] - back
        at = at[before >= 0]
        at = at[words.goes_on(matches.word[at] - back)]
        for place in at.tolist():
            kept[place] &= (
                written(batch, words, int(matches.word[place]) - back) not in lexicon[matches.term[place]].negations
            )
    return Matches(*(column[kept] for column in matches))


SCHEMA = {
    "row": pl.UInt32,
    "pack": pl.String,
    "term": pl.String,
    "category": pl.String,
    "language": pl.String,
    "span_start": pl.Int32,
    "span_end": pl.Int32,
}
