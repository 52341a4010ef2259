"""What stands on a city's page: postings as they read that day, by rule and flagged, counted alike in both tables."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from assets.model import models

SQL = {
    name: next(model.sql for model in models() if model.name == name)
    for name in ("flag_ads", "mart_city_days", "mart_city_rules")
}
FIRST, SECOND, THIRD = date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3)
#: A rule by its family; two packs, one of which asks for two families.
RULES = {
    "p/hidden": "concealment",
    "p/young": "presentation",
    "p/she": "organisation",
    "q/drug": "drug",
    "q/price": "sale",
}


@pytest.fixture
def city() -> duckdb.DuckDBPyConnection:
    """One posting that is edited on the second day and seen on three, one that is not, all of Miami."""
    connection = duckdb.connect()
    ads = [("old", "edited", FIRST), ("new", "edited", SECOND), ("same", "kept", FIRST)]
    seen = [(posting, day) for posting in ("edited", "kept") for day in (FIRST, SECOND, THIRD)]
    met = {"old": ["p/hidden", "p/young", "p/she"], "new": ["p/hidden", "p/young"], "same": ["q/drug", "q/price"]}
    connection.execute(
        "CREATE TABLE stg_ads (ad_id VARCHAR, posting_id VARCHAR, day DATE, captured_at DATE, city VARCHAR)"
    )
    connection.executemany("INSERT INTO stg_ads VALUES ($1, $2, $3, $3, 'miami')", ads)
    connection.execute("CREATE TABLE stg_sightings (posting_id VARCHAR, day DATE, city VARCHAR)")
    connection.executemany("INSERT INTO stg_sightings VALUES (?, ?, 'miami')", seen)
    connection.execute(
        "CREATE TABLE run_rules (rule_id VARCHAR, pack VARCHAR, family VARCHAR, points INTEGER, is_protected BOOLEAN)"
    )
    connection.executemany("INSERT INTO run_rules VALUES ($1, $1[1], $2, 1, FALSE)", list(RULES.items()))
    hits = [(ad, rule) for ad, rules in met.items() for rule in rules]
    connection.execute("CREATE TABLE flag_evidence (ad_id VARCHAR, rule_id VARCHAR)")
    connection.executemany("INSERT INTO flag_evidence VALUES (?, ?)", hits)
    for table, select in {
        "flag_hits": "SELECT ad_id AS subject_id, 'ad' AS subject_kind, rule_id FROM flag_evidence",
        "run_packs": "SELECT * FROM (VALUES ('p', 3), ('q', 2)) AS t(pack, families_needed)",
        "flag_ads": SQL["flag_ads"],
        "ent_advertiser_ads": "SELECT 'a' || posting_id AS advertiser_id, ad_id FROM stg_ads",
        "ent_stays": "SELECT 'aedited' AS advertiser_id, 'miami' AS city, DATE '2026-03-01' AS first_day",
        "run_partitions": "SELECT DISTINCT city, day, city || '.pinelist' AS market, FALSE AS is_set_aside FROM stg_sightings",
        "run_markets": "SELECT 'miami' AS city",
    }.items():
        connection.execute(f"CREATE TABLE {table} AS {select}")
    return connection


def test_an_ad_is_flagged_where_it_shows_as_many_families_as_its_pack_asks(city: duckdb.DuckDBPyConnection) -> None:
    """And as it reads that day: the text that showed three families is gone on the second."""
    rows = city.execute(f"SELECT day, ads, flagged FROM ({SQL['mart_city_days']}) ORDER BY day").fetchall()
    assert rows == [(FIRST, 2, 2), (SECOND, 2, 1), (THIRD, 2, 1)]
    assert city.execute("SELECT ad_id, pack, families FROM flag_ads ORDER BY ad_id").fetchall() == [
        ("old", "p", 3),
        ("same", "q", 2),
    ]


def test_a_rule_is_counted_in_postings_of_that_day(city: duckdb.DuckDBPyConnection) -> None:
    rows = city.execute(f"SELECT day, rule_id, ads, advertisers FROM ({SQL['mart_city_rules']})").fetchall()
    found = {(day, rule): (ads, advertisers) for day, rule, ads, advertisers in rows}
    assert found[(FIRST, "p/hidden")] == found[(SECOND, "p/hidden")] == (1, 1), "an edited posting is one"
    assert (FIRST, "p/she") in found
    assert (SECOND, "p/she") not in found, "the text says it no longer"


def test_no_rule_is_met_by_more_postings_than_were_seen(city: duckdb.DuckDBPyConnection) -> None:
    more = f"""SELECT count(*) FROM ({SQL["mart_city_rules"]}) AS rules
        INNER JOIN ({SQL["mart_city_days"]}) AS days ON rules.city = days.city AND rules.day = days.day
        WHERE rules.ads > days.ads OR rules.advertisers > days.advertisers"""
    assert city.execute(more).fetchall() == [(0,)]
