"""Stays and moves of one advertiser, from the days on which it is seen in cities."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import duckdb
import polars as pl

from assets.model import ROOT

SQL = (ROOT / "entities" / "ent_stays.sql").read_text(encoding="utf-8").rstrip()
FIRST = date(2026, 1, 1)


def stays(*seen: tuple[str, int] | tuple[str, int, int], columns: str = "city, first_day, last_day, sequence") -> list:
    """Each `seen` is an ad: its city, its day, and the hour (UTC) of its capture. Days are counted from 1 in what is told."""
    rows = []
    for at, (city, day, *hour) in enumerate(seen):
        local = FIRST + timedelta(days=day - 1)
        rows.append(
            (f"ad{at}", f"posting{at}", city, local, datetime(2026, 1, 1, *(hour or [12])) + timedelta(days=day - 1))
        )
    ads = pl.DataFrame(rows, schema=["ad_id", "posting_id", "city", "day", "captured_at"], orient="row")
    grouped = ads.select(pl.lit("a1").alias("advertiser_id"), "ad_id")
    sightings = ads.select("posting_id", "city", "day")
    with duckdb.connect() as connection:
        for name, frame in {"stg_ads": ads, "ent_advertiser_ads": grouped, "stg_sightings": sightings}.items():
            connection.register(name, frame)
        found = connection.sql(f"SELECT {columns} FROM ({SQL}) ORDER BY sequence").fetchall()
    return [tuple((v - FIRST).days + 1 if isinstance(v, date) else v for v in row) for row in found]


def test_days_close_to_each_other_are_one_stay() -> None:
    assert stays(("miami", 1), ("miami", 4), ("miami", 15)) == [("miami", 1, 15, 1)]


def test_a_fortnight_unseen_ends_a_stay() -> None:
    assert stays(("miami", 1), ("miami", 16)) == [("miami", 1, 1, 1), ("miami", 16, 16, 2)]


def test_a_circuit_comes_back_to_a_new_stay() -> None:
    """A gap of nine days at home, and elsewhere meanwhile, is a journey."""
    seen = [("miami", 1), ("miami", 3), ("atlanta", 5), ("atlanta", 8), ("miami", 12), ("miami", 13)]
    assert stays(*seen) == [("miami", 1, 3, 1), ("atlanta", 5, 8, 2), ("miami", 12, 13, 3)]


def test_moves_can_be_followed() -> None:
    seen = [("miami", 1), ("atlanta", 5), ("houston", 9), ("miami", 14)]
    found = stays(*seen, columns="previous_city, city, is_concurrent")
    assert found == [
        (None, "miami", False),
        ("miami", "atlanta", False),
        ("atlanta", "houston", False),
        ("houston", "miami", False),
    ]


def test_who_is_in_two_cities_day_by_day_has_stays_at_the_same_time() -> None:
    seen = [(city, day) for day in range(1, 10) for city in ("miami", "atlanta")]
    found = stays(*seen, columns="city, first_day, last_day, is_concurrent")
    assert found == [("atlanta", 1, 9, True), ("miami", 1, 9, True)]


def test_a_posting_in_both_cities_on_the_day_of_travel_is_a_move() -> None:
    """The order of the day is that of the captures, whatever the alphabet says."""
    seen = [("miami", 1), ("miami", 4, 10), ("atlanta", 4, 20), ("atlanta", 6)]
    assert stays(*seen, columns="city, is_concurrent") == [("miami", False), ("atlanta", False)]
    both = [("miami", 4, 10), ("atlanta", 4, 20)]
    assert stays(*both, columns="city, sequence") == [("miami", 1), ("atlanta", 2)]


def test_a_night_flight_is_one_move_in_any_time_zone() -> None:
    """Captured later by the clock of the world, on an earlier date by the clock of the city."""
    seen = [("atlanta", 5, 3), ("las_vegas", 5, 5), ("las_vegas", 7)]
    assert [row[0] for row in stays(*seen)] == ["atlanta", "las_vegas"]


def test_ads_of_a_stay_are_counted_once() -> None:
    assert stays(("miami", 1), ("miami", 1), ("miami", 2), columns="ads") == [(3,)]
