"""The questions that analysts ask, docs/queries: each answers on a month of a market, in any DuckDB client."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.conftest import ROOT

QUERIES = sorted((ROOT / "docs" / "queries").glob("*.sql"))
#: What a month of one simulated market may hold nothing of.
MAY_BE_EMPTY = {"days_outside_usual", "new_in_several_cities", "shared_identifiers"}


@pytest.fixture
def build(published: Path) -> duckdb.DuckDBPyConnection:
    with duckdb.connect(str(published / "published/current/investigator.duckdb"), read_only=True) as connection:
        yield connection


def test_there_are_at_least_twenty() -> None:
    assert len(QUERIES) >= 20


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.stem)
def test_a_question_is_answered(build: duckdb.DuckDBPyConnection, query: Path) -> None:
    answer = build.execute(query.read_text(encoding="utf-8")).fetchall()
    assert answer or query.stem in MAY_BE_EMPTY


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.stem)
def test_a_query_begins_with_its_question(query: Path) -> None:
    first = query.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("-- ")
    assert "?" in first


def test_who_is_new_in_two_cities_is_found(build: duckdb.DuckDBPyConnection) -> None:
    """Over a month there are some; each of them is in the cities that it is said to be in."""
    query = (ROOT / "docs/queries/new_in_several_cities.sql").read_text(encoding="utf-8")
    found = build.execute(query.replace("INTERVAL 7 DAY", "INTERVAL 60 DAY")).fetchall()
    assert found
    for advertiser, _, cities, _ in found:
        seen = build.execute("SELECT DISTINCT city FROM view_ads WHERE advertiser_id = ?", [advertiser]).fetchall()
        assert sorted(city for (city,) in seen) == cities.split(", ")
        assert len(seen) >= 2


def test_everything_that_shares_an_identifier_is_found(build: duckdb.DuckDBPyConnection) -> None:
    query = (ROOT / "docs/queries/sharing_an_identifier.sql").read_text(encoding="utf-8")
    answer = build.execute(query).fetchall()
    kind, value = answer[0][:2]
    ads = build.execute("SELECT ads FROM ent_identifiers WHERE kind = ? AND value = ?", [kind, value]).fetchall()
    assert len({row[6] for row in answer}) == ads[0][0]
