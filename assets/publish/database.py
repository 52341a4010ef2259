"""The analyst's database: a copy of the warehouse without its inner state, with the five meta_ tables."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

import polars as pl

from assets.contracts import audit, broken
from assets.model import ROOT, Model, read_models
from assets.promise import Promise
from assets.publish.not_queued import say_not_queued
from assets.quoting import literal
from assets.raw.landings import landings_frame
from assets.rule_versions import versions_frame
from assets.warehouse import STORAGE_VERSION, Warehouse, comments

FILE = "investigator.duckdb"


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


def write_database(warehouse: Warehouse, path: Path, note: BuildNote) -> dict[str, int]:
    """Write the database; returns its tables with their rows. Raises ValueError for a broken meta_ promise."""
    warehouse.copy_to(path)
    connection, meta = warehouse.connection, meta_models()
    _give_meta(warehouse, note, meta)
    connection.execute(f"ATTACH {literal(str(path))} AS build (STORAGE_VERSION '{STORAGE_VERSION}')")
    connection.execute("USE build")
    try:
        connection.execute("DROP SCHEMA state CASCADE")
        say_not_queued(connection)
        for model in meta:
            _write(warehouse, model)
        tables = connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE database_name = 'build' ORDER BY table_name"
        ).fetchall()
        rows = {name: int(warehouse.query(f"SELECT count(*) FROM {name}")[0][0]) for (name,) in tables}
        connection.execute("CHECKPOINT build")
    finally:
        connection.execute("USE warehouse")
        connection.execute("DETACH build")
    return rows


def meta_models() -> list[Model]:
    """The models of the meta_ tables, which are made while publishing."""
    return list(read_models(ROOT, ("publish",)).values())


def promises(warehouse: Warehouse) -> list[Promise]:
    """The promises of every table in the published database."""
    return [model.promise for model in [*warehouse.models.values(), *meta_models()]]


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


def _write(warehouse: Warehouse, model: Model) -> None:
    columns = ", ".join(f'"{name}" {column.type}' for name, column in model.promise.columns.items())
    names = ", ".join(f'"{name}"' for name in model.promise.columns)
    warehouse.connection.execute(f"CREATE TABLE {model.name} ({columns})")
    warehouse.connection.execute(f"INSERT INTO {model.name} ({names}) SELECT {names} FROM ({model.sql})")
    for statement in comments(model.name, model.promise.comment, model.promise.columns):
        warehouse.connection.execute(statement)
    failures = broken(audit(warehouse.connection, model.promise, "true"))
    if failures:
        raise ValueError(f"{model.name}: {failures[0].note}; the build is not published")


def _give_meta(warehouse: Warehouse, note: BuildNote, meta: list[Model]) -> None:
    warehouse.connection.execute("CREATE OR REPLACE TEMP TABLE run_checks AS SELECT * FROM warehouse.state.checks")
    warehouse.connection.execute(
        "CREATE OR REPLACE TEMP TABLE run_set_aside AS SELECT * FROM warehouse.state.set_aside"
    )
    warehouse.give("run_build", pl.DataFrame([asdict(note)], schema_overrides=_BUILD_TYPES))
    warehouse.give("run_crawls", landings_frame(warehouse.partitions, warehouse.set_aside()))
    warehouse.give("run_rule_versions", versions_frame(warehouse.home))
    warehouse.give("run_columns", _dictionary([*warehouse.models.values(), *meta]))


_BUILD_TYPES = {"first_day": pl.Date, "last_day": pl.Date, "ledger_head": pl.String}


def _dictionary(described: list[Model]) -> pl.DataFrame:
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
            }
            for model in described
            for position, (name, column) in enumerate(model.promise.columns.items(), start=1)
        ],
        schema_overrides={"unit": pl.String},
    )
