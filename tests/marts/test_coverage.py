"""Coverage of fields: counted by source and day, and judged against the source's own past."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb
import pytest

from assets.contracts import audit, broken
from assets.model import models

FIRST = date(2026, 1, 1)
MODEL = next(model for model in models() if model.name == "mart_coverage")


def coverage(shares: list[float], ads: int = 100) -> duckdb.DuckDBPyConnection:
    """A source whose ads of each day declare a phone with this share, and name a price in half of the texts."""
    connection = duckdb.connect()
    for model in models():
        if model.name in MODEL.upstream:
            columns = ", ".join(f"{name} {column.type}" for name, column in model.promise.columns.items())
            connection.execute(f"CREATE TABLE {model.name} ({columns})")
    for n, share in enumerate(shares):
        day = FIRST + timedelta(days=n)
        connection.execute(
            "INSERT INTO stg_ads BY NAME SELECT 'd' || ? || '-' || i AS ad_id, 'pinelist' AS source, ?::DATE AS day, 'en' AS language,"
            " CASE WHEN i < ? THEN '404-555-0123' END AS declared_phone FROM range(?) AS t(i)",
            [n, day, round(share * ads), ads],
        )
        connection.execute(
            "INSERT INTO stg_prices BY NAME SELECT ad_id, day, false AS declared, 100.0 AS amount FROM stg_ads"
            " WHERE day = ?::DATE AND right(ad_id, 1) IN ('0', '2', '4', '6', '8')",
            [day],
        )
    connection.execute(f"CREATE TABLE mart_coverage AS {MODEL.sql}")
    return connection


def of(connection: duckdb.DuckDBPyConnection, origin: str, field: str) -> list[tuple]:
    return connection.execute(
        "SELECT ads, filled, share, expected, shortfall FROM mart_coverage WHERE origin = ? AND field = ? ORDER BY day",
        [origin, field],
    ).fetchall()


def test_each_field_of_site_and_text_is_counted() -> None:
    connection = coverage([0.8])
    assert of(connection, "site", "phone") == [(100, 80, 0.8, None, 0)]
    assert of(connection, "text", "price") == [(100, 50, 0.5, None, 0)]
    assert of(connection, "text", "language") == [(100, 100, 1.0, None, 0)]
    assert of(connection, "site", "email") == [(100, 0, 0.0, None, 0)]


def test_a_week_of_its_own_past_comes_before_a_judgement() -> None:
    rows = of(coverage([0.8] * 8), "site", "phone")
    assert [row[3] for row in rows] == [None] * 7 + [pytest.approx(0.8)]


def test_a_field_that_falls_away_is_a_warning_that_blocks_nothing() -> None:
    """A changed site, or an extractor gone blind: seen the same day, and named by the contract."""
    connection = coverage([0.8] * 10 + [0.1])
    assert of(connection, "site", "phone")[-1][4] > 0.3
    outcomes = audit(connection, MODEL.promise, "true")
    (failed,) = [outcome for outcome in outcomes if not outcome.passed]
    assert (failed.expected.column, failed.unexpected) == ("shortfall", 1)
    assert broken(outcomes) == []


def test_chance_and_a_small_day_are_no_fall() -> None:
    assert of(coverage([0.8] * 10 + [0.7]), "site", "phone")[-1][4] == 0
    assert of(coverage([0.8] * 10 + [0.4], ads=5), "site", "phone")[-1][4] == 0
