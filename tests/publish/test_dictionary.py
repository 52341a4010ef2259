"""A database explains itself: words on everything in it, and the same words in its data dictionary."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from assets.contracts import audit, broken
from assets.publish.database import FILE, view_models
from assets.publish.leaks import leaks
from assets.publish.tiers import TIERS, file_of
from assets.warehouse import Warehouse
from tests.publish.conftest import ADS

FILES = (FILE, *(file_of(tier) for tier in TIERS))
_WORDLESS = """
SELECT table_name FROM duckdb_tables() WHERE coalesce(comment, '') = ''
UNION ALL SELECT view_name FROM duckdb_views() WHERE NOT internal AND coalesce(comment, '') = ''
UNION ALL SELECT table_name || '.' || column_name FROM duckdb_columns() WHERE NOT internal AND coalesce(comment, '') = ''
"""


@pytest.fixture(params=FILES)
def file(build: Path, request: pytest.FixtureRequest) -> duckdb.DuckDBPyConnection:
    with duckdb.connect(str(build / request.param), read_only=True) as connection:
        yield connection


def test_every_table_view_and_column_says_what_it_is(file: duckdb.DuckDBPyConnection) -> None:
    assert file.execute(_WORDLESS).fetchall() == []


def test_the_dictionary_of_a_file_is_of_that_file(file: duckdb.DuckDBPyConnection) -> None:
    """A partner's file explains its own tables, and names none that the partner does not have."""
    told = file.execute("SELECT table_name, column_name, position, type FROM meta_columns ORDER BY ALL").fetchall()
    there = file.execute(
        "SELECT table_name, column_name, column_index, data_type FROM duckdb_columns() WHERE NOT internal ORDER BY ALL"
    ).fetchall()
    assert told == there


def test_a_comment_is_what_the_dictionary_says(file: duckdb.DuckDBPyConnection) -> None:
    differing = file.execute(
        "SELECT table_name, column_name FROM meta_columns INNER JOIN duckdb_columns() USING (table_name, column_name)"
        " WHERE NOT starts_with(comment, meaning)"
    ).fetchall()
    assert differing == []


@pytest.mark.parametrize("view", view_models(), ids=lambda view: view.name)
def test_a_view_keeps_its_promise(build: Path, view) -> None:
    with duckdb.connect(str(build / FILE), read_only=True) as connection:
        assert [outcome.note for outcome in broken(audit(connection, view.promise, "true"))] == []


def test_an_ad_cannot_stop_a_build_by_a_word_of_the_dictionary(warehouse: Warehouse, build: Path) -> None:
    """The dictionary is our own words; who calls himself one of them is not told by it."""
    with duckdb.connect(str(build / file_of("partner")), read_only=True) as connection:
        words = connection.execute("SELECT meaning FROM meta_columns WHERE column_name = 'unit'").fetchall()
    assert words == [("Its unit.",)]
    warehouse.connection.execute("UPDATE stg_ads SET poster = 'Its unit.' WHERE page_id = ?", [ADS[0][2]["page_id"]])
    assert leaks(warehouse, build, "partner", build / FILE) == []


def test_a_view_is_one_file_with_its_promise_beside_it() -> None:
    folder = Path("assets/publish/views")
    assert [view.name for view in view_models()] == sorted(path.stem for path in folder.glob("*.sql"))
