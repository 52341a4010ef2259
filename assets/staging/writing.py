"""How texts are written: their length, what of it is read, and tricks of script, as features of their own."""

from __future__ import annotations

import numpy as np
import polars as pl

from assets.staging.folding import LETTER, MAX_READ, TRICKS, Folded, Ints, folded, tables

SCHEMA = {"characters": pl.Int32, "read": pl.Int32, **dict.fromkeys(TRICKS, pl.Int32)}
#: A text is in another script, and its letters no tricks, when more than one letter in so many has no Latin look.
OTHER_SCRIPT = 5


def writing(texts: pl.Series) -> pl.DataFrame:
    """For each text of a column, in its order: its length, how much of it is read, and how many tricks of each kind.

    All in code points.

    compatibility: a letter or digit in a form that NFKC undoes (full-width, circled, mathematical, keycap); confusable:
    a letter of another script among Latin ones; invisible: a sign without width; bidi: a control that turns the
    direction of writing; stacked: a mark upon a mark. No text raises.
    """
    lengths = texts.fill_null("").str.len_chars().cast(pl.Int32)
    counts = [pl.DataFrame(schema=dict.fromkeys(TRICKS, pl.Int32)), *(_tricks(batch) for batch in folded(texts))]
    return pl.concat(counts).select(
        lengths.alias("characters"), lengths.clip(upper_bound=MAX_READ).alias("read"), *TRICKS
    )


def _tricks(batch: Folded) -> pl.DataFrame:
    count = len(batch.starts) - 1
    at, kind = batch.tricks()
    found = np.bincount(_rows(batch, at) * len(TRICKS) + kind, minlength=count * len(TRICKS)).reshape(
        count, len(TRICKS)
    )
    # Where a text is written in another script, its letters are what they are.
    others = batch.others()
    letters = others[tables().byte[batch.points[others]] == LETTER]
    foreign = np.bincount(_rows(batch, letters), minlength=count)
    for row in np.flatnonzero(foreign):
        points = batch.points[batch.starts[row] : batch.starts[row + 1]]
        if foreign[row] * OTHER_SCRIPT > np.count_nonzero((points | 32) - ord("a") < 26):
            found[row, TRICKS.index("confusable")] = 0
    return pl.DataFrame(found, schema=dict.fromkeys(TRICKS, pl.Int32))


def _rows(batch: Folded, at: Ints) -> Ints:
    return np.searchsorted(batch.starts, at, side="right") - 1
