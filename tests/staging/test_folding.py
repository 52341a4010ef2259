"""Unfolding: what hides a word is undone, and every place finds its way back to the original."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.staging.folding import BATCH_TEXTS, MAX_READ, blotted, fold, folded, integers


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("ＷＩＤＥ ４０４", "wide 404"),
        ("①②⑩ ❶ ⓪", "1210 1 0"),
        ("𝟜𝟘𝟜 𝐦𝐚𝐭𝐡", "404 math"),
        ("4️⃣0️⃣4️⃣", "404"),
        ("рrіvаtе", "private"),
        ("4\u200b0\u200d4\u2060", "404"),
        ("\u202eabc\u202c", "abc"),
        ("z\u0335a\u0336l\u0337g\u0338o", "zalgo"),
        ("mañana Zoë ÉTÉ", "manana zoe ete"),
        ("½ ﬁne ß œuvre", "1/2 fine ss oeuvre"),
        ("“quoted” – dash\u00a0blank", '"quoted" - dash blank'),
        ("🅰🅱 🅐", "ab a"),
        ("٤٠٤ ९", "404 9"),
        ("soft\u00adhyphen", "softhyphen"),
    ],
)
def test_what_hides_a_word_is_undone(written: str, read: str) -> None:
    assert fold(written) == read


def test_a_foreign_letter_and_a_sign_keep_their_place() -> None:
    assert fold("a漢b❤c") == "a\x02b\x01c"


@given(st.lists(st.text(max_size=60), max_size=8))
def test_every_character_leads_back_into_its_own_text(texts: list[str]) -> None:
    """Spans of single characters lie in their row, in order, and cover no more than the text."""
    column = pl.Series(texts, dtype=pl.String)
    for batch in folded(column):
        if len(batch.cased) == 0:
            continue
        begins = integers(list(range(len(batch.cased))))
        rows, starts, ends = batch.spans(begins, begins + 1)
        separators = batch.points[batch.origin[begins]] == 0
        for row, start, end, is_break in zip(rows, starts, ends, separators, strict=True):
            size = len(texts[row])
            assert 0 <= start <= size
            assert is_break or start < end <= size


@given(st.text(max_size=80))
def test_folding_is_the_same_alone_and_among_others(text: str) -> None:
    among = next(folded(pl.Series(["x", text, "y"], dtype=pl.String)))
    (alone,) = folded(pl.Series([text], dtype=pl.String))
    assert among.cased == b"x\0" + alone.cased + b"y\0"


def test_a_keycap_belongs_to_its_digit() -> None:
    (batch,) = folded(pl.Series(["a 1️⃣"], dtype=pl.String))
    at = integers([batch.lower.index(b"1")])
    _, starts, ends = batch.spans(at, at + 1)
    assert (starts[0], ends[0]) == (2, 5)


def test_batches_are_bounded_and_long_texts_are_cut() -> None:
    many = pl.Series(["abc"] * (BATCH_TEXTS * 2 + 1), dtype=pl.String)
    assert [len(batch.starts) - 1 for batch in folded(many)] == [BATCH_TEXTS, BATCH_TEXTS, 1]
    (batch,) = folded(pl.Series(["a" * (MAX_READ + 5)], dtype=pl.String))
    assert len(batch.cased) == MAX_READ + 1


def test_nothing_and_null_are_empty() -> None:
    assert list(folded(pl.Series([], dtype=pl.String))) == []
    (batch,) = folded(pl.Series([None, ""], dtype=pl.String))
    assert batch.cased == b"\0\0"


def test_what_was_read_is_covered() -> None:
    assert blotted(b"abcdef", [(1, 3), (2, 4)]) == b"a\x03\x03\x03ef"
