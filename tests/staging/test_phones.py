"""Phones are found however they are hidden, and what only looks like one is left alone."""

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assets.staging.folding import fold
from assets.staging.phones import phones, phones_in

PHONE = "+14045550123"

PLAIN = [
    "404-555-0123",
    "(404) 555-0123",
    "404.555.0123",
    "4045550123",
    "+1 404 555 0123",
    "1-404-555-0123",
    "404 5550123",
]
HIDDEN = [
    "four zero four five five five zero one two three",
    "four oh four 555 oh123",
    "cuatro cero cuatro cinco cinco cinco cero uno dos tres",
    "4*0*4*5*5*5*0*1*2*3",
    "4♥0♥4♥5♥5♥5♥0♥1♥2♥3",
    "4 0 4 5 5 5 0 1 2 3",
    "404\n555\n0123",
    "4o4-555-o123",
    "404~555~0l23",
    "4zero4 5five5 01two3",
    "４０４ ５５５ ０１２３",
    "④⓪④ ⑤⑤⑤ ⓪①②③",
    "4️⃣0️⃣4️⃣5️⃣5️⃣5️⃣0️⃣1️⃣2️⃣3️⃣",
    "𝟜𝟘𝟜-𝟝𝟝𝟝-𝟘𝟙𝟚𝟛",
    "40 45 55 01 23",
]
NOT_PHONES = [
    "24/7",
    "420 friendly",
    "5'6 and 120 lbs",
    "$160 hr $90 hh $300 2hr",
    "2026-11-24 10:00-12:00",
    "11/24/2026 at 10:30, 90 min",
    "order 4045550123456",
    "1111111111",
    "0123456789",
    "age 24, 36-24-36, 5 6",
    "ids 123-45-6789",
    "so is bobs oil",
]


@pytest.mark.parametrize("written", PLAIN)
def test_a_plain_number_is_plain(written: str) -> None:
    assert [(value, hidden) for value, hidden, _, _ in phones_in(f"call {written} now")] == [(PHONE, False)]


@pytest.mark.parametrize("written", HIDDEN)
def test_a_hidden_number_is_found_and_called_hidden(written: str) -> None:
    text = f"call me: {written}, anytime"
    ((value, hidden, start, end),) = phones_in(text)
    assert (value, hidden) == (PHONE, True)
    assert fold(text[start:end])[-1] == fold(written)[-1] or text[start:end] in written


@pytest.mark.parametrize("text", NOT_PHONES)
def test_what_only_looks_like_a_number_is_left_alone(text: str) -> None:
    assert list(phones_in(text)) == []


def test_a_price_before_the_number_is_not_a_part_of_it() -> None:
    ((_, _, start, end),) = phones_in("hr $160 404-555-0123")
    assert "hr $160 404-555-0123"[start:end] == "404-555-0123"


def test_several_numbers_of_an_ad_are_several_rows() -> None:
    found = phones(pl.Series(["404-555-0123 or five five", "305-555-0199 / 305 555 0188", None]))
    assert found["row"].to_list() == [0, 1, 1]
    assert found["value"].to_list() == [PHONE, "+13055550199", "+13055550188"]


ODD = st.text(alphabet=st.sampled_from("0123456789oOlIsSb -.()+$\n♥①４٣four five uno\u200d\ufe0f\u20e3"), max_size=200)


@given(st.one_of(st.text(max_size=300), ODD))
@example("4" * 5000)
@example("four " * 2000)
@example("İ404-555-0123")
def test_no_text_makes_it_raise_or_leave_the_text(text: str) -> None:
    assert len(fold(text)) == len(text)
    for value, _, start, end in phones_in(text):
        assert 0 <= start < end <= len(text)
        assert len(value) == 12
