"""Leads: everybody past the gate, as many queued in a city and week as can be looked at, the unclear never."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from assets.model import models

SQL = next(model.sql for model in models() if model.name == "mart_leads")
WEEK, NEXT = date(2026, 3, 4), date(2026, 3, 11)


def leads(rows: list[tuple[str, str, int, str, date]], *, capacity: int = 2, queues_unclear: bool = False):
    """(advertiser, operation, score, city, last day) -> {advertiser: (operation, priority, status)}."""
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE gate (advertiser_id VARCHAR, operation VARCHAR, score INTEGER, city VARCHAR, last_day DATE)"
    )
    connection.executemany("INSERT INTO gate VALUES (?, ?, ?, ?, ?)", rows)
    can = f"({queues_unclear} OR operation NOT IN ('independent', 'unclear'))"
    for name, select in {
        "flag_gate": "advertiser_id, 'p' AS pack, operation, score, 3 AS families",
        "flag_ranks": f"advertiser_id, 'p' AS pack, {can} AS can_be_queued, 2 AS rank_low, 3 AS rank_high",
        "ent_advertisers": "advertiser_id, DATE '2026-01-01' AS first_day, last_day, 5 AS ads",
        "ent_stays": "advertiser_id, city, last_day, 5 AS ads",
        "ent_advertiser_ads": "advertiser_id, advertiser_id AS ad_id",
        "stg_ads": "advertiser_id AS ad_id, 'x' || advertiser_id AS posting_id",
    }.items():
        connection.execute(f"CREATE TABLE {name} AS SELECT {select} FROM gate")
    connection.execute(
        f"CREATE TABLE run_packs AS SELECT 'p' AS pack, {capacity} AS capacity, {queues_unclear} AS queues_unclear"
    )
    found = connection.execute(f"SELECT advertiser_id, operation, priority, status, rank_low, rank_high FROM ({SQL})")
    return {row[0]: row[1:4] for row in found.fetchall() if row[4] <= row[2] <= row[5]}


def ring(name: str, score: int, city: str = "atlanta", day: date = WEEK) -> tuple[str, str, int, str, date]:
    return (name, "trafficking indicators", score, city, day)


def test_a_city_and_week_has_room_for_so_many() -> None:
    rows = [ring("a", 9), ring("b", 8), ring("c", 7), ring("d", 6, day=NEXT), ring("e", 5, "miami")]
    assert {name: status for name, (_, _, status) in leads(rows).items()} == {
        "a": "queued", "b": "queued", "c": "waiting", "d": "queued", "e": "queued",
    }  # fmt: skip
    assert leads(rows, capacity=1)["b"][2] == "waiting"


def test_whoever_looks_independent_or_like_nothing_waits_and_the_two_are_one_word() -> None:
    found = leads([("one", "independent", 20, "atlanta", WEEK), ("two", "unclear", 19, "atlanta", WEEK), ring("c", 7)])
    assert found == {
        "c": ("trafficking indicators", 1, "queued"),
        "one": ("not queued", 2, "waiting"),
        "two": ("not queued", 3, "waiting"),
    }


def test_a_pack_that_knows_no_operation_queues_all_the_same() -> None:
    found = leads(
        [("one", "independent", 20, "atlanta", WEEK), ("two", "massage", 9, "atlanta", WEEK)], queues_unclear=True
    )
    assert found == {"one": (None, 1, "queued"), "two": ("massage", 2, "queued")}


@pytest.mark.parametrize("name", ["trafficking", "opioids", "labour"])
def test_each_pack_says_whom_it_queues(name: str) -> None:
    from assets.lexicon import packs

    pack = next(pack for pack in packs() if pack.pack == name)
    assert pack.capacity == 10
    assert pack.queues_unclear is (name == "labour")
