"""Dagster's SQLite files are held open while many events are written; readers see every event at once."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest
import sqlalchemy

from pipelines.event_log import held_open
from pipelines.settings import prepare_home


@pytest.fixture
def events(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GAINING_GROUND_HOME", str(tmp_path))
    prepare_home()
    return tmp_path / "dagster" / "history" / "runs"


def report(instance: dg.DagsterInstance, day: str) -> None:
    instance.report_runless_asset_event(dg.AssetMaterialization("raw_ads", partition=day))


def test_the_write_ahead_log_is_kept_between_events_and_put_away_at_the_end(events: Path) -> None:
    with dg.DagsterInstance.get() as instance:
        report(instance, "before")
        assert not (events / "index.db-wal").exists(), "each event alone closes the file and copies its log back"
        with held_open():
            report(instance, "during")
            assert (events / "index.db-wal").stat().st_size > 0
        assert not (events / "index.db-wal").exists()


def test_another_process_would_see_each_event_at_once(events: Path) -> None:
    with dg.DagsterInstance.get() as instance, dg.DagsterInstance.get() as other, held_open():
        report(instance, "one")
        assert other.get_materialized_partitions(dg.AssetKey("raw_ads")) == {"one"}


def test_a_file_that_is_no_write_ahead_log_is_not_held(tmp_path: Path) -> None:
    path = tmp_path / "plain.db"
    with held_open():
        engine = sqlalchemy.create_engine(f"sqlite:///{path}")
        with engine.connect() as connection:
            connection.exec_driver_sql("CREATE TABLE t (a)")
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 1, "NORMAL"
        engine.dispose()
        path.rename(tmp_path / "moved.db")
    with sqlalchemy.create_engine(f"sqlite:///{tmp_path / 'moved.db'}").connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2, "FULL again outside"


def test_a_statement_is_compiled_once_for_all_connections(tmp_path: Path) -> None:
    table = sqlalchemy.table("t", sqlalchemy.column("a"))
    told = []
    with held_open():
        for value in (1, 2):
            engine = sqlalchemy.create_engine(f"sqlite:///{tmp_path / 'plain.db'}")
            with engine.begin() as connection:
                connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS t (a)")
                connection.execute(sqlalchemy.insert(table).values(a=value))
                result = connection.execute(sqlalchemy.select(table.c.a).where(table.c.a == value))
                told.append((result.context.cache_hit.name, result.scalar()))
            engine.dispose()
    assert told == [("CACHE_MISS", 1), ("CACHE_HIT", 2)]
