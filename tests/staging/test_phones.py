"""Phones: the ways of hiding of EVIDENCE's literature in three languages, and what looks like a number and is none."""

from __future__ import annotations

import polars as pl
import pytest

from assets.staging.phones import phones


def read(text: str) -> list[tuple[str, bool, str]]:
    """Value, obfuscated, and the text of the span."""
    found = phones(pl.Series([text]))
    return [(value, hidden, text[start:end]) for _, value, hidden, start, end in found.iter_rows()]


@pytest.mark.parametrize(
    "written",
    [
        "404-555-0123", "(404) 555-0123", "(404)555-0123", "404.555.0123", "404 555 0123", "4045550123", "404/555/0123",
        "+1 404 555 0123", "+14045550123", "1-404-555-0123", "1 (404) 555-0123", "404 5550123", "404555-0123",
        "404-5550123", "404 555 01 23", "404 - 555 - 0123", "404. 555. 0123", "1.404.555.0123", "404–555–0123",
    ],
)  # fmt: skip
def test_a_plain_number_is_plain(written: str) -> None:
    assert read(f"Call {written} tonight") == [("+14045550123", False, written)]


@pytest.mark.parametrize(
    "written",
    [
        # words, misspelt, glued, mixed, in three languages
        "four oh four five five five zero one two three",
        "FOUR-ZERO-FOUR-FIVE-FIVE-FIVE-ZERO-ONE-TWO-THREE",
        "four.o.four.five.five.five.o.one.two.three",
        "fuor zer0 foor f1ve fife fivee zerro won tw0 thre",
        "4zero4five5five0one2three",
        "fourzerofour5five5zeroonetwothree",
        "cuatro cero cuatro cinco cinco cinco cero uno dos tres",
        "quatre zéro quatre cinq cinq cinq zéro un deux trois",
        "four oh four 555-0123", "fore oh fore five five five oh won too three",
        "cuatro cero cuatro 555 0123",
        "404 555 oh one twenty three",
        "404 five five five oh one twenty-three",
        "four oh four 555 oh123", "4zero4 5five5 01two3",
        # separators of every kind
        "4 0 4 5 5 5 0 1 2 3", "4*0*4*5*5*5*0*1*2*3", "404❤️555❤️0123", "4🌹0🌹4🌹5🌹5🌹5🌹0🌹1🌹2🌹3", "404\n555\n0123",
        "404 ~ 555 ~ 0123", "404___555___0123", "4, 0, 4, 5, 5, 5, 0, 1, 2, 3", "404 dash 555 dash 0123",
        "404 punto 555 punto 0123", "404 tiret 555 tiret 0123", "404<>555<>0123",
        "4♥0♥4♥5♥5♥5♥0♥1♥2♥3", "40 45 55 01 23",
        # look-alikes and other digits
        "4O4-555-O1Z3", "404-SSS-OIZE", "４０４５５５０１２３", "④⓪④⑤⑤⑤⓪①②③", "𝟜𝟘𝟜 𝟝𝟝𝟝 𝟘𝟙𝟚𝟛", "4️⃣0️⃣4️⃣5️⃣5️⃣5️⃣0️⃣1️⃣2️⃣3️⃣",
        "4О4-555-ОӀ23", "4o4-555-o123", "404~555~0l23", "4\u200b0\u200b4\u200b5\u200b5\u200b5\u200b0\u200b1\u200b2\u200b3", "٤٠٤٥٥٥٠١٢٣",
        # junk, apart, in a link
        "4x0x4x5x5x5x0x1x2x3", "4zz0zz4zz5zz5zz5zz0zz1zz2zz3", "area code 404, then 555-0123", "(area 404) 5550123",
        "área 404 y luego 555 0123", "indicatif 404, puis 555 0123", "555-0123, area code 404",
    ],
)  # fmt: skip
def test_a_hidden_number_is_found_where_it_stands(written: str) -> None:
    text = f"Good company, text {written} any time"
    ((value, hidden, span),) = read(text)
    assert (value, hidden) == ("+14045550123", True)
    assert span.strip("() ") and span in written


def test_a_number_in_a_link_is_hidden() -> None:
    assert read("see wa.example/14045550123 now") == [("+14045550123", True, "14045550123")]


def test_a_number_over_headline_and_body_is_one() -> None:
    assert [value for value, _, _ in read("Sweet evenings 404\n555-0123, call me")] == ["+14045550123"]
    assert [value for value, _, _ in read("Sweet evenings 404\nmy number is 555 0123")] == ["+14045550123"]


def test_a_number_abroad_needs_its_country() -> None:
    assert [value for value, _, _ in read("WhatsApp +52 55 1234 5678")] == ["+525512345678"]
    assert read("55 1234 5678 hoy") == []


@pytest.mark.parametrize(
    "text",
    [
        "open 24/7, 420 friendly, 5'6 and 120 lbs", "34-26-36, 36-24-36", "160 hr 90 hh 300 2hr", "from 10 to 22, 7 days",
        "until 12/14, since 2019, 2026-11-30 12.11.2026", "1250 NW 7th St, apt 21, suite 305", "ref. 702555019944",
        "ad id 40455501235512", "order #4045550123", "license no. 4045550123", "item 71355-5018", "post #3055550",
        "000-000-0000 or 111 111 1111", "555-555-5555", "123-456-7890", "call 911", "one two three four five six",
        "two girls for one night, six to seven, at eight or nine", "$404,555.01 and $2,300.00",
        "9 11 2026 9 12 2026", "1 2 3 4 5 6 7 8 9 0 1 2 3 4", "4-4-2 and 3-5-2 and 4-3-3",
        "$160 hr $90 hh $300 2hr", "2026-11-24 10:00-12:00", "11/24/2026 at 10:30, 90 min", "1111111111", "0123456789",
        "age 24, 36-24-36, 5 6", "ids 123-45-6789", "so is bobs oil", "order 4045550123456",
        "350 lot size", "get all seats", "404-555-0123-99-88 is a serial",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_number_is_none(text: str) -> None:
    assert read(text) == []


def test_several_numbers_and_their_neighbours() -> None:
    text = "exit 14, tree zerro fife fife fife fife oh one two tree, 22 yo, 160 hr, also (786) 555-0199"
    assert [value for value, _, _ in read(text)] == ["+13055550123", "+17865550199"]


def test_what_follows_a_number_is_no_part_of_it() -> None:
    for text in (
        "ring me at four oh four 555-0123\n$120 ss, $170 hh",
        "four oh four five five five oh one twenty three\ntwo references",
        "text 404 555 oh one twenty three until late",
    ):
        assert [value for value, _, _ in read(text)] == ["+14045550123"]


def test_ordinary_words_before_a_number_stay_outside() -> None:
    text = "call for four oh four five five five oh one two three to meet"
    ((value, _, span),) = read(text)
    assert value == "+14045550123"
    assert span == "four oh four five five five oh one two three"


def test_a_hidden_number_beside_a_plain_one() -> None:
    found = read("404-555-0123 or four oh four five five five oh one two three")
    assert [(value, hidden) for value, hidden, _ in found] == [("+14045550123", False), ("+14045550123", True)]
