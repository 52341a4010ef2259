"""What is new of a lead: since the day before, and since a person dismissed it."""

from __future__ import annotations

from datetime import date, datetime

import duckdb
import pytest

from assets.model import models

MODELS = {model.name: str(model.sql) for model in models()}
TODAY, LAST_MONTH = date(2026, 3, 20), date(2026, 3, 1)
AD = "0123456789abcdef"


@pytest.fixture
def market() -> duckdb.DuckDBPyConnection:
    """One lead of three ads with two counting rules; the newest day is the twentieth."""
    connection = duckdb.connect()
    for statement in (
        "CREATE TABLE stg_ads (ad_id VARCHAR, day DATE)",
        "CREATE TABLE ent_advertiser_ads (advertiser_id VARCHAR, ad_id VARCHAR)",
        "CREATE TABLE flag_evidence (rule_id VARCHAR, ad_id VARCHAR, day DATE)",
        "CREATE TABLE flag_scores (advertiser_id VARCHAR, pack VARCHAR, rule_id VARCHAR, points INTEGER)",
        "CREATE TABLE mart_leads (lead_id VARCHAR, pack VARCHAR, advertiser_id VARCHAR, score INTEGER, ads BIGINT, last_day DATE)",
        "CREATE TABLE run_labels (line BIGINT, lead_id VARCHAR, pack VARCHAR, ad VARCHAR, kind VARCHAR, value VARCHAR, said_at TIMESTAMP, seen VARCHAR)",
        "CREATE TABLE run_leads_before (lead_id VARCHAR, day DATE, score INTEGER, ads BIGINT, counting VARCHAR)",
        f"INSERT INTO stg_ads VALUES ('{AD}{'0' * 48}', DATE '{LAST_MONTH}'), ('other', DATE '{TODAY}')",
        f"INSERT INTO ent_advertiser_ads VALUES ('a{AD}', '{AD}{'0' * 48}')",
        f"INSERT INTO flag_evidence VALUES ('p/old', '{AD}{'0' * 48}', DATE '{LAST_MONTH}'), ('p/late', '{AD}{'0' * 48}', DATE '{TODAY}')",
        f"INSERT INTO flag_scores VALUES ('a{AD}', 'p', 'p/old', 4), ('a{AD}', 'p', 'p/late', 3), ('a{AD}', 'p', 'p/nothing', 0)",
        f"INSERT INTO mart_leads SELECT 'l' || substr(sha256('p' || chr(31) || 'a{AD}'), 1, 16), 'p', 'a{AD}', 7, 3, DATE '{TODAY}'",
    ):
        connection.execute(statement)
    return connection


def found(connection: duckdb.DuckDBPyConnection) -> dict:
    connection.execute(f"CREATE OR REPLACE TABLE flag_standing AS {MODELS['flag_standing']}")
    return connection.sql(MODELS["mart_lead_changes"]).pl().to_dicts()[0]


def before(connection: duckdb.DuckDBPyConnection, score: int, ads: int, counting: str) -> None:
    row = "SELECT lead_id, DATE '2026-03-19', ?, ?, ? FROM mart_leads"
    connection.execute(f"INSERT INTO run_leads_before {row}", [score, ads, counting])


def said(connection: duckdb.DuckDBPyConnection, value: str, day: int, seen: str | None, ad: str | None = AD) -> None:
    row = [1, "l0000000000000000", "p", ad, "opinion", value, datetime(2026, 3, day), seen]
    connection.execute("INSERT INTO run_labels VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)


def test_a_lead_of_which_nothing_was_known_is_new(market: duckdb.DuckDBPyConnection) -> None:
    row = found(market)
    assert (row["change"], row["since"], row["standing"]) == ("new", None, "open")


@pytest.mark.parametrize(
    ("score", "ads", "counting", "change", "reasons"),
    [
        (4, 2, "p/old", "grown", "p/late"),
        (7, 2, "p/late,p/old", "grown", None),
        (7, 3, "p/late,p/old", "same", None),
        (9, 3, "p/late,p/old,p/gone", "same", None),
    ],
)
def test_it_grows_by_ads_or_points(
    market: duckdb.DuckDBPyConnection, score: int, ads: int, counting: str, change: str, reasons: str | None
) -> None:
    before(market, score, ads, counting)
    row = found(market)
    assert (row["change"], row["score_added"], row["ads_added"]) == (change, 7 - score, 3 - ads)
    assert row["reasons_added"] == reasons


def test_it_is_quiet_after_a_fortnight_unseen(market: duckdb.DuckDBPyConnection) -> None:
    before(market, 7, 3, "p/late,p/old")
    market.execute("UPDATE mart_leads SET last_day = DATE '2026-03-06'")
    assert found(market)["change"] == "same"
    market.execute("UPDATE mart_leads SET last_day = DATE '2026-03-05'")
    assert found(market)["change"] == "quiet"


def test_a_dismissed_lead_stays_so_while_nothing_else_counts(market: duckdb.DuckDBPyConnection) -> None:
    """More ads of what had been seen are no reason; nor is a rule that was seen and counts only now."""
    said(market, "dismissed", 10, "p/late,p/old")
    before(market, 4, 1, "p/old")
    row = found(market)
    assert (row["standing"], row["returned_for"], row["change"]) == ("dismissed", None, "grown")


def test_it_returns_for_a_rule_that_did_not_speak_for_it_then(market: duckdb.DuckDBPyConnection) -> None:
    said(market, "dismissed", 10, "p/old")
    row = found(market)
    assert (row["standing"], row["returned_for"], row["said_on"]) == ("returned", "p/late", date(2026, 3, 10))


def test_where_a_label_does_not_say_what_was_seen_the_day_of_the_ads_does(market: duckdb.DuckDBPyConnection) -> None:
    said(market, "dismissed", 10, None)
    assert found(market)["returned_for"] == "p/late"
    market.execute("UPDATE run_labels SET said_at = TIMESTAMP '2026-03-21'")
    assert found(market)["standing"] == "dismissed"


def test_the_last_label_counts_and_holds_for_whoever_has_the_ad_now(market: duckdb.DuckDBPyConnection) -> None:
    """The advertiser was merged and has another name: the label was on its earliest ad, which is here."""
    market.execute(
        "UPDATE mart_leads SET advertiser_id = 'aelder', lead_id = 'l' || substr(sha256('p' || chr(31) || 'aelder'), 1, 16)"
    )
    market.execute("UPDATE ent_advertiser_ads SET advertiser_id = 'aelder'")
    market.execute("UPDATE flag_scores SET advertiser_id = 'aelder'")
    said(market, "dismissed", 10, "p/late,p/old")
    assert found(market)["standing"] == "dismissed"
    said(market, "confirmed", 11, "p/late,p/old")
    assert found(market)["standing"] == "confirmed"


def test_a_label_without_an_advertiser_holds_for_the_lead_of_its_id(market: duckdb.DuckDBPyConnection) -> None:
    said(market, "dismissed", 20, "p/late,p/old", None)
    assert found(market)["standing"] == "open", "it names another lead"
    market.execute("UPDATE run_labels SET lead_id = (SELECT lead_id FROM mart_leads)")
    assert found(market)["standing"] == "dismissed"
