"""No text makes an extractor raise, loop or return a span outside of it; what is long is cut, and the cut is counted."""

from __future__ import annotations

import string
from collections.abc import Callable

import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from assets.lexicon import terms
from assets.staging.addresses import addresses
from assets.staging.folding import MAX_READ
from assets.staging.languages import languages
from assets.staging.people import people
from assets.staging.phones import phones
from assets.staging.places import places
from assets.staging.prices import prices
from assets.staging.stg_terms import terms_in
from assets.staging.writing import writing

READERS: dict[str, Callable[[pl.Series], pl.DataFrame]] = {
    "phones": phones,
    "addresses": addresses,
    "prices": prices,
    "people": people,
    "places": places,
    "terms": lambda texts: terms_in(texts, terms()),
}
ODD = st.lists(
    st.sampled_from(
        [*string.digits, *"oOlIsSbB -.()+$@:/\n\0\r\t", "٣", "４", "①", "♥", "é", "р", "漢", "\u200d", "\u202e", "\ufe0f", "\u20e3",
         "\u0335", "four ", "uno ", "twenty ", " hr", " roses ", "I'm ", "Mia", " at ", " dot ", "com", "telegram", "exit ", "🏴\U000e0067", "ﷺ"]
    ),
    max_size=60,
).map("".join)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=120), ODD)


def within(found: pl.DataFrame, texts: list[str]) -> None:
    for row, start, end in found.select("row", "span_start", "span_end").iter_rows():
        assert 0 <= start < end <= len(texts[row])


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(texts=st.lists(TEXTS, max_size=4))
@example(texts=["İ404-555-0123", "\0", "ﷺ" * 40, ""])
@example(texts=["a\u0301" * 30, "\u20e3\u20e3", "1\u20e3" * 12])
def test_no_text_makes_a_reader_raise_or_leave_the_text(name: str, texts: list[str]) -> None:
    within(READERS[name](pl.Series(texts, dtype=pl.String)), texts)


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(text=TEXTS, other=TEXTS)
def test_an_ad_reads_the_same_alone_and_among_others(name: str, text: str, other: str) -> None:
    """What an ad says does not depend on its neighbours in the batch, nor on their order."""
    alone = READERS[name](pl.Series([text], dtype=pl.String)).drop("row")
    among = READERS[name](pl.Series([other, text, other], dtype=pl.String)).filter(pl.col("row") == 1).drop("row")
    assert alone.equals(among)


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize(
    "piece",
    ["4", "4 ", "four ", "fourfive", "4x", "$20 ", "hr ", "a@", "a.", " at a dot", "I'm A", "Mia, ", "new in ", "exit 1 ", "@a ", "(((", "\u0301", "1 ", "http://"],
)  # fmt: skip
def test_endless_repetition_ends_and_stays_inside(name: str, piece: str) -> None:
    text = piece * (2 * MAX_READ // len(piece))
    found = READERS[name](pl.Series([text, "404-555-0123"], dtype=pl.String))
    within(found, [text[:MAX_READ], "404-555-0123"])


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(st.one_of(st.none(), TEXTS), max_size=4))
def test_every_text_has_one_row_of_writing_and_language(texts: list[str | None]) -> None:
    column = pl.Series(texts, dtype=pl.String)
    assert writing(column).height == languages(column).height == len(texts)


def test_a_text_that_nobody_writes_is_cut_and_the_cut_is_told() -> None:
    text = "a" * MAX_READ + " 404-555-0123"
    column = pl.Series([text, "404-555-0123"], dtype=pl.String)
    assert phones(column)["row"].to_list() == [1]
    assert writing(column).select("characters", "read").rows() == [(MAX_READ + 13, MAX_READ), (12, 12)]
