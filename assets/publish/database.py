"""The analyst's database: the warehouse's tables, with whoever is no lead under pseudonyms, and the meta_ tables."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Protocol

import duckdb
import polars as pl

from assets.contracts import audit, broken
from assets.event_protocols import protocols_frame
from assets.model import ROOT, Model, read_models
from assets.promise import Promise
from assets.publish.identities import identities
from assets.publish.in_clear import find_in_clear, forget_values, show_values
from assets.publish.not_queued import said_as_not_queued
from assets.publish.pseudonyms import forget, key_of, teach
from assets.publish.shown import select_shown
from assets.quoting import literal
from assets.raw.landings import landings_frame
from assets.remedies import remedy_of
from assets.rule_versions import versions_frame
from assets.warehouse import STORAGE_VERSION, Warehouse, comments

FILE = "investigator.duckdb"
TIER = "investigator"
#: Who stands in clear: leads, holds and watched advertisers; or, as a recorded exception, everybody.
LEADS, ALL = "leads", "all"


@dataclass(frozen=True)
class BuildNote:
    """What a build says of itself in meta_runs."""

    run_id: str
    build_id: str
    started_at: datetime
    finished_at: datetime
    code_version: str
    first_day: date | None
    last_day: date | None
    is_simulated: bool
    ledger_head: str | None
    identities: str = LEADS


class Scope(Protocol):
    """What of the database one audience gets, under which key."""

    key: bytes

    def rows_of(self, promise: Promise) -> str:
        """The rows of a table of the warehouse, as a SELECT."""

    def of_meta(self, promise: Promise, sql: str) -> str:
        """The rows of a table that is made while publishing, as a SELECT."""


def write_database(warehouse: Warehouse, path: Path, note: BuildNote, scope: Scope | None = None) -> dict[str, int]:
    """Write the database, or what of it is in scope; returns its tables with their rows.

    In scope only leads are in clear: holds and watch lists are other people's cases. Raises ValueError for a broken
    meta_ promise.
    """
    connection, meta = warehouse.connection, meta_models()
    find_in_clear(warehouse, note.finished_at.date(), leads_only=scope is not None)
    give_meta(warehouse, note, meta)
    teach(connection, scope.key if scope else key_of(warehouse.home, TIER))
    try:
        show_values(connection, everything=note.identities == ALL)
        with new_file(warehouse, path):
            for model in warehouse.models.values():
                rows = scope.rows_of(model.promise) if scope else None
                fill(warehouse, model.promise, said_as_not_queued(model.name, select_shown(model.promise, rows)))
            for model in meta:
                assert model.sql is not None
                sql = scope.of_meta(model.promise, model.sql) if scope else model.sql
                fill(warehouse, model.promise, sql, checked=True)
            for view in view_models():
                _make_view(connection, view)
            return rows_of(warehouse)
    finally:
        forget(connection)
        forget_values(connection)


@contextmanager
def new_file(warehouse: Warehouse, path: Path) -> Iterator[None]:
    """Let the tables that are made meanwhile stand in a file of their own; queries go on reading the warehouse."""
    connection = warehouse.connection
    connection.execute(f"ATTACH {literal(str(path))} AS build (STORAGE_VERSION '{STORAGE_VERSION}')")
    try:
        yield
        connection.execute("CHECKPOINT build")
    except BaseException:
        # Detaching writes too, and fails too on a full disk; the first error is the one to tell.
        with suppress(duckdb.Error):
            connection.execute("DETACH build")
        raise
    connection.execute("DETACH build")


def fill(warehouse: Warehouse, promise: Promise, sql: str, *, checked: bool = False) -> None:
    """Make a table of the new file from a query over the warehouse; raises ValueError where it breaks its promise."""
    connection = warehouse.connection
    columns = ", ".join(f'"{name}" {column.type}' for name, column in promise.columns.items())
    names = ", ".join(f'"{name}"' for name in promise.columns)
    connection.execute(f"CREATE TABLE build.{promise.table} ({columns})")
    connection.execute(f"INSERT INTO build.{promise.table} ({names}) SELECT {names} FROM ({sql})")
    connection.execute("USE build")
    try:
        for statement in comments(promise.table, promise.comment, promise.columns):
            connection.execute(statement)
        failures = broken(audit(connection, promise, "true")) if checked else []
    finally:
        connection.execute("USE warehouse")
    if failures:
        raise ValueError(f"{promise.table}: {failures[0].note}; the build is not published")


def _make_view(connection: duckdb.DuckDBPyConnection, view: Model) -> None:
    """A question that analysts ask often, kept as a query over the file's own tables, with its words."""
    connection.execute("USE build")
    try:
        connection.execute(f"CREATE VIEW {view.name} AS {view.sql}")
        for statement in comments(view.name, view.promise.comment, view.promise.columns, kind="VIEW"):
            connection.execute(statement)
    finally:
        connection.execute("USE warehouse")


def rows_of(warehouse: Warehouse) -> dict[str, int]:
    """The tables of the new file with their rows."""
    tables = warehouse.query("SELECT table_name FROM duckdb_tables() WHERE database_name = 'build' ORDER BY table_name")
    return {name: int(warehouse.query(f"SELECT count(*) FROM build.{name}")[0][0]) for (name,) in tables}


def meta_models() -> list[Model]:
    """The models of the meta_ tables, which are made while publishing."""
    return list(read_models(ROOT, ("publish",)).values())


def view_models() -> list[Model]:
    """The views of the analyst's database, each a file in `views/`."""
    return list(read_models(ROOT, ("publish/views",)).values())


@cache
def code_version() -> str:
    """A digest of the code that runs (first 12 hex digits of a SHA-256 over our files)."""
    digest = hashlib.sha256()
    top = ROOT.parent
    for package in ("assets", "pipelines", "scrapers"):
        for path in sorted((top / package).rglob("*")):
            if path.suffix in {".py", ".sql", ".yml", ".html", ".css", ".js"}:
                digest.update(str(path.relative_to(top)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def give_meta(warehouse: Warehouse, note: BuildNote, meta: list[Model]) -> None:
    """Let queries read what a build says of itself, its checks, landings, rules and columns."""
    checks = warehouse.connection.sql("SELECT * FROM state.checks").pl()
    remedies = [remedy_of(kind, column).do for kind, column in checks.select("expectation", "column_name").iter_rows()]
    warehouse.give("run_checks", checks.with_columns(pl.Series("remedy", remedies, dtype=pl.String)))
    warehouse.connection.execute("CREATE OR REPLACE TEMP TABLE run_set_aside AS SELECT * FROM state.set_aside")
    warehouse.give("run_build", pl.DataFrame([asdict(note)], schema_overrides=_BUILD_TYPES))
    warehouse.give("run_crawls", landings_frame(warehouse.partitions, warehouse.set_aside()))
    warehouse.give("run_rule_versions", versions_frame(warehouse.home))
    warehouse.give("run_event_protocols", protocols_frame(warehouse.home))
    warehouse.give("run_columns", dictionary([*warehouse.models.values(), *meta, *view_models()]))


_BUILD_TYPES = {"first_day": pl.Date, "last_day": pl.Date, "ledger_head": pl.String}


def dictionary(described: list[Model]) -> pl.DataFrame:
    """The data dictionary, `run_columns`: a row a column of these tables and views, from their promises."""
    return pl.DataFrame(
        [
            {
                "table_name": model.name,
                "column_name": name,
                "position": position,
                "type": column.type,
                "unit": column.unit,
                "meaning": column.meaning,
                "is_required": column.required,
                "is_key": name in model.promise.key,
                "identity": identities(model.promise)[name],
            }
            for model in described
            for position, (name, column) in enumerate(model.promise.columns.items(), start=1)
        ],
        schema_overrides={"unit": pl.String},
    )
