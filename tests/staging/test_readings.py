"""E-mails, handles, addresses, prices, names, ages and terms, each where it stands."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.lexicon import Term
from assets.staging import stg_identifiers, stg_people, stg_prices, stg_terms
from assets.staging.addresses import addresses_in
from assets.staging.stg_people import people_in
from assets.staging.stg_prices import prices_in
from assets.staging.stg_terms import by_first_word, terms_in


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("write Ava@Example.org today", ("email", "ava@example.org", False)),
        ("ava at example dot org", ("email", "ava@example.org", True)),
        ("ava [at] mail.example (dot) com", ("email", "ava@mail.example.com", True)),
        ("telegram: @ava_404", ("handle", "telegram:ava_404", False)),
        ("Snap: ava.k", ("handle", "snapchat:ava.k", False)),
        ("cashapp $avapays", ("handle", "cashapp:avapays", False)),
        ("see https://www.Example.org/Ava/.", ("url", "example.org/ava", False)),
    ],
)
def test_an_address_is_found_and_normalised(text: str, found: tuple[str, str, bool]) -> None:
    assert [hit[:3] for hit in addresses_in(text)] == [found]


@pytest.mark.parametrize("text", ["meet me at the hotel dot", "a telegram from her", "@ the bar", "snap out of it"])
def test_words_are_no_addresses(text: str) -> None:
    assert list(addresses_in(text)) == []


@pytest.mark.parametrize(
    ("text", "amount", "minutes", "hourly"),
    [
        ("$160 hr", 160, 60, 160),
        ("160 roses/hr", 160, 60, 160),
        ("90 roses hh", 90, 30, 180),
        ("hr 120", 120, 60, 120),
        ("$50 qv", 50, 15, 200),
        ("300 2hr", 300, 120, 150),
        ("1500 overnight", 1500, 600, 150),
        ("donation $80", 80, None, None),
        ("100 dolares la hora", 100, 60, 100),
    ],
)
def test_a_price_is_read_with_its_duration(text: str, amount: float, minutes: int, hourly: float) -> None:
    ((found, currency, duration, an_hour, start, end),) = prices_in(text)
    assert (found, currency, duration, an_hour) == (amount, "USD", minutes, hourly)
    assert text[start:end].strip()


@pytest.mark.parametrize(
    "text", ["open 24/7", "call 404-555-0123", "age 24", "since 2019", "room 214", "$5", "99999 roses"]
)
def test_a_number_without_money_is_no_price(text: str) -> None:
    assert list(prices_in(text)) == []


@pytest.mark.parametrize(
    ("text", "names", "ages"),
    [
        ("I'm Ava, 24yo", ["Ava"], [24]),
        ("ask for Mia or Jade", ["Mia"], []),
        ("Call me Mia and Jade", ["Mia", "Jade"], []),
        ("Ava - hello\nage: 31", ["Ava"], [31]),
        ("soy Elena, 28 años", ["Elena"], [28]),
        ("I'm here, men under 35 welcome, 5'6", [], []),
        ("I'm Available", [], []),
    ],
)
def test_names_and_ages_offered(text: str, names: list[str], ages: list[int]) -> None:
    found = list(people_in(text))
    assert [name for name, _, _, _ in found if name] == names
    assert [age for _, age, _, _ in found if age] == ages
    assert all(text[start:end] == name for name, _, start, end in found if name)


LEXICON = by_first_word([Term("p", "trust", "100% real"), Term("p", "trust", "real"), Term("p", "youth", "fresh face")])


def test_terms_are_whole_words_and_the_longest_counts() -> None:
    text = "FRESH  face, 100% Real! unreal"
    found = [(term, text[start:end]) for _, term, _, start, end in terms_in(text, LEXICON)]
    assert found == [("fresh face", "FRESH  face"), ("100% real", "100% Real")]


def test_a_look_alike_letter_does_not_hide_a_term() -> None:
    assert [term for _, term, _, _, _ in terms_in("ｆｒｅｓｈ ｆａｃｅ", LEXICON)] == ["fresh face"]


@given(st.text(max_size=300))
def test_no_text_makes_a_reading_raise_or_leave_the_text(text: str) -> None:
    spans = [hit[-2:] for reading in (addresses_in, prices_in, people_in) for hit in reading(text)]
    spans += [hit[-2:] for hit in terms_in(text, LEXICON)]
    assert all(0 <= start < end <= len(text) for start, end in spans)


def ads(**columns: object) -> pl.DataFrame:
    declared = {"declared_phone": None, "declared_email": None, "declared_handle": None, "declared_price": None}
    row = {"ad_id": "a", "day": None, "text": "", **declared, "declared_age": None, **columns}
    types = dict.fromkeys(declared, pl.String) | {"day": pl.Date, "declared_age": pl.Int32}
    return pl.DataFrame([row], schema_overrides=types)


def test_what_a_site_declares_is_a_row_without_a_span() -> None:
    frame = ads(text="no number here", declared_phone="404-555-0123", declared_email="Ava@example.org")
    rows = stg_identifiers.build(frame.select(stg_identifiers.READS["stg_ads"])).to_dicts()
    assert {(row["kind"], row["value"], row["declared"], row["span_start"]) for row in rows} == {
        ("phone", "+14045550123", True, None),
        ("email", "ava@example.org", True, None),
    }
    frame = ads(declared_price="$160", declared_age=24)
    assert stg_prices.build(frame.select(stg_prices.READS["stg_ads"]))["declared"].to_list() == [True]
    assert stg_people.build(frame.select(stg_people.READS["stg_ads"]))["age"].to_list() == [24]


@pytest.mark.parametrize("table", [stg_identifiers, stg_prices, stg_people, stg_terms])
def test_no_ads_give_no_rows_of_the_right_types(table) -> None:
    from assets.model import models

    promise = next(model.promise for model in models() if model.name == table.__name__.split(".")[-1])
    empty = table.build(ads().clear().select(table.READS["stg_ads"]))
    assert empty.columns == list(promise.columns)
    assert empty.is_empty()
