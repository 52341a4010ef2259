"""E-mails, handles, addresses, prices, names, ages, places and terms in English, Spanish and French, where they stand."""

from __future__ import annotations

import polars as pl
import pytest

from assets.lexicon import Term
from assets.staging import stg_identifiers, stg_people, stg_places, stg_prices, stg_terms
from assets.staging.addresses import addresses
from assets.staging.declared import each_once
from assets.staging.people import people
from assets.staging.places import places
from assets.staging.prices import declared_prices, prices
from assets.staging.stg_terms import terms_in


def column(text: str) -> pl.Series:
    return pl.Series([text], dtype=pl.String)


# -- addresses ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind", "value", "hidden"),
    [
        ("write Ava@Example.org today", "email", "ava@example.org", False),
        ("ava at example dot org", "url", "example.org", True),
        ("ava77 at example dot org", "email", "ava77@example.org", True),
        ("ava [at] mail.example (dot) com", "email", "ava@mail.example.com", True),
        ("ava at gmail dot com", "email", "ava@gmail.com", True),
        ("ava.k arroba correo punto com", "email", "ava.k@correo.com", True),
        ("ava.k arobase courriel point fr", "email", "ava.k@courriel.fr", True),
        ("ava.k @ example . com", "email", "ava.k@example.com", True),
        ("ａｖａ@example.com", "email", "ava@example.com", True),
        ("ava.k+new@sub.example.co.uk.", "email", "ava.k+new@sub.example.co.uk", False),
        ("telegram: @ava_404", "handle", "telegram:ava_404", False),
        ("Snap: ava.k", "handle", "snapchat:ava.k", False),
        ("my kik is ava.kitten", "handle", "kik:ava.kitten", False),
        ("TG @Ava404", "handle", "telegram:ava404", False),
        ("WhatsApp ❤ : ava404", "handle", "whatsapp:ava404", False),
        ("cashapp $avapays", "handle", "cashapp:avapays", False),
        ("add t.me/ava404", "handle", "telegram:ava404", False),
        ("https://www.instagram.com/Ava.K/", "handle", "instagram:ava.k", False),
        ("follow @ava_k", "handle", "ava_k", False),
        ("see https://www.Example.org/Ava/.", "url", "example.org", False),
        ("visit ava-k.example.co.uk/rates", "url", "example.co.uk", False),
        ("more at avasplace dot com", "url", "avasplace.com", True),
        ("linktr.ee/AvaK", "url", "linktr.ee/avak", False),
        ("www.avasplace.nyc for more", "url", "avasplace.nyc", False),
    ],
)
def test_an_address_is_found_and_normalised(text: str, kind: str, value: str, hidden: bool) -> None:
    ((_, *found, start, end),) = addresses(column(text)).iter_rows()
    assert found == [kind, value, hidden]
    assert text[start:end].strip()


@pytest.mark.parametrize(
    "text",
    [
        "meet me at the hotel dot", "a telegram from her", "@ the bar", "snap out of it", "see me at noon. call me",
        "tonight.call me", "telegram available", "cashapp accepted", "kik messages only please", "wa.me/14045550123",
        "mail me at home", "e.g. this. i.e. that", "line up at 9", "3.5 stars", "http:// www.", "find me at the spa. me too",
    ],
)  # fmt: skip
def test_words_are_no_addresses(text: str) -> None:
    assert addresses(column(text)).rows() == []


# -- prices ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "amount", "minutes", "hourly"),
    [
        ("$160 hr", 160, 60, 160),
        ("160 roses/hr", 160, 60, 160),
        ("♥ 90 roses hh", 90, 30, 180),
        ("hr 120", 120, 60, 120),
        ("$50 qv", 50, 15, 200),
        ("300 2hr", 300, 120, 150),
        ("1500 overnight", 1500, 600, 150),
        ("donation $80", 80, None, None),
        ("100 dolares la hora", 100, 60, 100),
        ("200$ de l'heure", 200, 60, 200),
        ("120 kisses for half an hour", 120, 30, 240),
        ("90 minutes: $300", 300, 90, 200),
        ("$1,200 overnight", 1200, 600, 120),
        ("open all night, 150 hr", 150, 60, 150),
        ("80 candy", 80, None, None),
        ("1.5 hr 300", 300, 90, 200),
    ],
)
def test_a_price_is_read_with_its_duration(text: str, amount: float, minutes: int, hourly: float) -> None:
    ((_, found, currency, duration, an_hour, start, end),) = prices(column(text)).iter_rows()
    assert (found, currency, duration, an_hour) == (amount, "USD", minutes, hourly)
    assert text[start:end].strip()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("90 hh 160 hr 300 2hr", [(90, 30), (160, 60), (300, 120)]),
        ("hh 90 hr 160 2hr 300", [(90, 30), (160, 60), (300, 120)]),
        ("30 min 120 60 min 200", [(120, 30), (200, 60)]),
        ("15min $80, 30min $120, 60min $200", [(80, 15), (120, 30), (200, 60)]),
        ("$80 qv / $120 hh / $200 fh", [(80, 15), (120, 30), (200, 60)]),
        ("media hora $100 y hora $180", [(100, 30), (180, 60)]),
        ("100$ la demi-heure, 180$ l'heure", [(100, 30), (180, 60)]),
    ],
)
def test_a_list_of_prices_is_read_one_way(text: str, found: list[tuple[int, int]]) -> None:
    assert prices(column(text)).select("amount", "duration_min").rows() == found


def test_other_money_keeps_its_name() -> None:
    assert prices(column("€150 hour, £120 hr, 90 euros hh"))["currency"].to_list() == ["EUR", "GBP", "EUR"]


@pytest.mark.parametrize(
    "text",
    [
        "open 24/7", "call 404-555-0123", "age 24", "since 2019", "room 214", "$5", "99999 roses", "15 minutes away",
        "ready in 45 min", "420 friendly", "165 cm, 120 lbs", "12.11.2026", "2 for 1", "404 555 1600 hr", "50% real", "#300 hr",
    ],
)  # fmt: skip
def test_a_number_without_money_is_no_price(text: str) -> None:
    assert prices(column(text)).rows() == []


def test_a_declared_price_may_be_a_number_alone() -> None:
    found = declared_prices(pl.Series(["160", "$200 hr", None, "ask", "90 roses hh, 160 hr"]))
    assert found.select("row", "amount", "duration_min").rows() == [(0, 160, None), (1, 200, 60), (4, 90, 30)]


# -- people ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names", "ages"),
    [
        ("I'm Ava, 24yo", ["Ava"], [24]),
        ("ask for Mia or Jade", ["Mia", "Jade"], []),
        ("Call me Mia and Jade", ["Mia", "Jade"], []),
        ("Ava - hello\nage: 31", ["Ava"], [31]),
        ("soy Elena, 28 años", ["Elena"], [28]),
        ("je m'appelle Zoé, j'ai 27 ans", ["Zoé"], [27]),
        ("Mia 2️⃣2️⃣ in town", ["Mia"], [22]),
        ("Mia 2 2\nhello", ["Mia"], [22]),
        ("call me Mia, twenty-three", ["Mia"], [23]),
        ("soy Elena, de treinta y dos años", ["Elena"], [32]),
        ("good company - 25\ncall", [], [25]),
        ("Ava is back\nwith her friend Jade", ["Ava", "Jade"], []),
        ("relax with sweet Lola tonight", ["Lola"], []),
        ("Mary-Ann here, 40", ["Mary-Ann"], [40]),
        ("I'm here, men under 35 welcome, 5'6", [], []),
        ("I'm Available", [], []),
        ("over 30 only, 10 years of experience, 20 min, 45 kisses", [], []),
        ("in Miami Beach near Downtown Atlanta on Monday", [], []),
        ("text on WhatsApp or Telegram, Swedish massage, I speak English", [], []),
        ("BEST COMPANY IN TOWN CALL NOW", [], []),
        ("Best Company In Town Call Now", [], []),
        ("Sweet Mia 22 in town", ["Mia"], [22]),
        ("Parking is available. Located in Midtown\nClean and discreet, Upscale place, Serious calls only", [], []),
        ("Available now. Donation is 200. Safe and Private place. Screening required, Email me", [], []),
        ("Ubicada en Brickell. Limpia y discreta. Disponible ahora. Servicio completo", [], []),
        ("Située à Doral. Propre et discrète. Disponible ce soir", [], []),
        ("Ava and Lola are back\nJade here", ["Ava", "Lola", "Jade"], []),
        ("Suite 21, Exit 33, Room 40", [], []),
        ("Mia, 60 hh 100 hr", ["Mia"], []),
    ],
)
def test_names_and_ages_offered(text: str, names: list[str], ages: list[int]) -> None:
    found = people(column(text))
    assert found.filter(pl.col("name").is_not_null())["name"].to_list() == names
    assert found.filter(pl.col("age").is_not_null())["age"].to_list() == ages
    assert all(text[start:end] == name for _, name, _, start, end in found.iter_rows() if name)


# -- places ---------------------------------------------------------------------------------------------------------


def test_modes_venues_roads_and_neighbourhoods() -> None:
    text = "INCALL near the Airport, exit 12 off I-95, Little Havana; je me déplace, hotel"
    found = places(column(text)).select("kind", "place").rows()
    assert set(found) == {
        ("mode", "incall"), ("venue", "airport"), ("exit", "exit 12"), ("road", "i 95"),
        ("neighbourhood", "Little Havana"), ("mode", "outcall"), ("venue", "hotel"),
    }  # fmt: skip


def test_a_neighbourhood_counts_in_its_own_city() -> None:
    frame = ads(text="quiet place in Brickell").with_columns(city=pl.Series(["miami"]))
    elsewhere = frame.with_columns(city=pl.Series(["atlanta"]))
    assert stg_places.build(frame.select(stg_places.READS["stg_ads"]))["place"].to_list() == ["Brickell"]
    assert stg_places.build(elsewhere.select(stg_places.READS["stg_ads"])).is_empty()


# -- terms ----------------------------------------------------------------------------------------------------------

LEXICON = [
    Term("p", "trust", "100% real"), Term("p", "trust", "real"), Term("p", "youth", "fresh face"), Term("p", "signs", "🍒"),
    Term("p", "screening", "deposit", "en", frozenset({"no", "without"})), Term("p", "place", "recién llegada", "es"),
]  # fmt: skip


def terms_of(text: str) -> list[tuple[str, str]]:
    found = terms_in(column(text), LEXICON)
    return [(row["term"], text[row["span_start"] : row["span_end"]]) for row in found.to_dicts()]


def test_terms_are_whole_words_and_the_longest_counts() -> None:
    text = "FRESH  face, 100% Real! unreal"
    assert terms_of(text) == [("fresh face", "FRESH  face"), ("100% real", "100% Real")]


@pytest.mark.parametrize("text", ["ｆｒｅｓｈ ｆａｃｅ", "frеsh fасе", "fr\u200besh face"])
def test_a_look_alike_letter_does_not_hide_a_term(text: str) -> None:
    assert [term for term, _ in terms_of(text)] == ["fresh face"]


def test_accents_and_emoji() -> None:
    assert terms_of("recien llegada 🍒🍓") == [("recién llegada", "recien llegada"), ("🍒", "🍒")]


def test_a_term_does_not_reach_over_the_end_of_a_line_or_sentence() -> None:
    assert terms_of("so fresh. Face it") == terms_of("fresh\nface") == []


def test_a_negated_term_is_not_said() -> None:
    assert terms_of("no deposit") == terms_of("without any deposit") == []
    assert [term for term, _ in terms_of("no games. Deposit first")] == ["deposit"]
    assert [term for term, _ in terms_of("a deposit, no games")] == ["deposit"]


def test_ten_thousand_terms_at_once() -> None:
    lexicon = [Term("p", "many", f"word{n} next") for n in range(10_000)]
    found = terms_in(column("word17 next, word9999 next word10000 next"), lexicon)
    assert found["term"].to_list() == ["word17 next", "word9999 next"]


# -- tables -----------------------------------------------------------------------------------------------------------


def ads(**columns: object) -> pl.DataFrame:
    declared = {"declared_phone": None, "declared_email": None, "declared_handle": None, "declared_price": None}
    row = {"ad_id": "a", "day": None, "city": "miami", "text": "", **declared, "declared_age": None, **columns}
    types = dict.fromkeys(declared, pl.String) | {"day": pl.Date, "declared_age": pl.Int32}
    return pl.DataFrame([row], schema_overrides=types)


def test_what_a_site_declares_is_a_row_without_a_span() -> None:
    frame = ads(
        text="no number here",
        declared_phone="404-555-0123",
        declared_email="Ava@example.org",
        declared_handle="ava_404",
    )
    rows = stg_identifiers.build(frame.select(stg_identifiers.READS["stg_ads"])).to_dicts()
    assert {(row["kind"], row["value"], row["declared"], row["span_start"]) for row in rows} == {
        ("phone", "+14045550123", True, None),
        ("email", "ava@example.org", True, None),
        ("handle", "ava_404", True, None),
    }
    frame = ads(declared_price="$160", declared_age=24)
    assert stg_prices.build(frame.select(stg_prices.READS["stg_ads"]))["declared"].to_list() == [True]
    assert stg_people.build(frame.select(stg_people.READS["stg_ads"]))["age"].to_list() == [24]


@pytest.mark.parametrize(
    "written", ["four oh four five five five zero one two three", "4O4-555-O1Z3", "área 404 y luego 555 0123"]
)
def test_a_number_to_be_reached_at_is_a_phone_and_no_handle(written: str) -> None:
    frame = ads(text=f"by WhatsApp: {written}, telegram: @ava_404")
    rows = stg_identifiers.build(frame.select(stg_identifiers.READS["stg_ads"])).to_dicts()
    assert [(row["kind"], row["value"]) for row in rows] == [("phone", "+14045550123"), ("handle", "telegram:ava_404")]


def test_a_field_is_read_once_for_all_ads_that_declare_it() -> None:
    """Rows without one, and the order of rows, stay as they are."""
    read = []

    def reader(fields: pl.Series) -> pl.DataFrame:
        read.extend(fields.to_list())
        return stg_identifiers.identifiers(
            pl.concat([ads(declared_phone=field) for field in fields]).with_row_index("row")
        ).select("row", "value")

    fields = ["404-555-0123", None, "404-555-0199", "404-555-0123", "no number"]
    found = each_once(pl.Series(fields), reader)
    assert read == ["404-555-0123", "404-555-0199", "no number"]
    assert found.rows() == [(0, "+14045550123"), (2, "+14045550199"), (3, "+14045550123")]


@pytest.mark.parametrize("table", [stg_identifiers, stg_prices, stg_people, stg_places, stg_terms])
def test_no_ads_give_no_rows_of_the_right_types(table) -> None:
    from assets.model import models

    promise = next(model.promise for model in models() if model.name == table.__name__.split(".")[-1])
    empty = table.build(ads().clear().select(table.READS["stg_ads"]))
    assert set(empty.columns) == set(promise.columns)
    assert empty.is_empty()
