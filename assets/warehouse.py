"""The working DuckDB file: one writer, rows replaced by day, and a memory of what is still to do.

The file lies in `$GAINING_GROUND_HOME/work` and is restricted; people read the copy that `publish` makes. Beside the
tables it keeps a schema `state`:

- `pending`: days that a table must renew because something above it changed outside the days of the run;
- `open_days`: days that were renewed and not yet published; every check looks at them, so that a later run cannot
  publish over a failed check;
- `models`: the hash of the model that made each table; another hash means: build it anew;
- `marks`: the mark of the state in `work/state/<table>` that belongs to a table's rows;
- `set_aside`: markets and days whose raw partitions broke their promise;
- `checks`: the results of the checks of this run.

Each table is renewed in one transaction, so a killed process leaves the state of the last commit.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from assets.corrections import read_corrections
from assets.draws import draws_frame
from assets.events import events_frame
from assets.labels import labels_frame
from assets.lead_history import leads_before
from assets.lexicon import packs_frame
from assets.listed_links import listed_links
from assets.model import GIVEN, Model, models, raw_promises
from assets.promise import Promise
from assets.quoting import literal
from assets.raw.partitions import create_views, inputs_by_day, markets_frame, partitions_frame, placed
from assets.rule import rules_frame
from assets.watch_list import read_watch_list

#: Other engines and older clients read this storage version; 2.0 files are read by 2.0 only.
STORAGE_VERSION = "v1.5.0"

#: How the reason begins of a partition that is set aside because its files are damaged.
DAMAGED = "damaged"

STATE = """
CREATE SCHEMA IF NOT EXISTS state;
CREATE TABLE IF NOT EXISTS state.pending (table_name VARCHAR, day DATE);
CREATE TABLE IF NOT EXISTS state.open_days (day DATE);
CREATE TABLE IF NOT EXISTS state.models (table_name VARCHAR, sha256 VARCHAR);
CREATE TABLE IF NOT EXISTS state.marks (table_name VARCHAR, mark VARCHAR);
CREATE TABLE IF NOT EXISTS state.set_aside (market VARCHAR, day DATE, table_name VARCHAR, reason VARCHAR);
CREATE TABLE IF NOT EXISTS state.checks (
    run_id VARCHAR, table_name VARCHAR, expectation VARCHAR, column_name VARCHAR, passed BOOLEAN,
    severity VARCHAR, unexpected BIGINT, note VARCHAR, checked_at TIMESTAMP
);
CREATE TABLE IF NOT EXISTS state.published_days (day DATE, inputs VARCHAR);
"""


@dataclass(frozen=True)
class Renewed:
    """What a renewal did: rows now in the renewed slice and in the table, the days, and the time it took."""

    table: str
    rows: int
    total_rows: int
    days: tuple[date, ...]
    seconds: float
    is_rebuilt: bool


class Warehouse:
    """The working file, opened for writing by the one process that holds the lock."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.path = home / "work" / "warehouse.duckdb"
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.connection = duckdb.connect(
            ":memory:",
            config={
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                # What does not fit into memory is somebody's text: it goes nowhere but into the closed folder.
                "temp_directory": str(self.path.with_suffix(".tmp")),
            },
        )
        self.models = {model.name: model for model in models()}
        self.raw = raw_promises()
        self.partitions = placed(home)
        #: Days whose partitions were looked at for damage since the file was opened.
        self.looked_at: set[date] = set()
        self._attach()
        self.connection.execute(STATE)
        self._given = self._give_relations()
        self._drop_tables_of_no_model()

    def close(self) -> None:
        """Close the file; what was committed stays."""
        self.connection.close()

    def __enter__(self) -> Warehouse:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query; for the small results that wiring needs."""
        return self.connection.execute(sql, list(parameters)).fetchall()

    # -- renewing ---------------------------------------------------------------------------------------------

    def renew(self, model: Model, days: Iterable[date]) -> Renewed:
        """Renew one table for these days and for those it owes; in one transaction."""
        began = time.perf_counter()
        is_rebuilt = self._create_if_new(model)
        own = self.landed_days() if is_rebuilt else self._days_owed(model) | set(days)
        self._give_days(own, model)
        self._replace_in_transaction(model)
        return self._account(model, own, began, is_rebuilt)

    def landed_days(self) -> set[date]:
        """Days for which at least one market's partition has landed."""
        return {item.day for item in self.partitions}

    def known_days(self) -> set[date]:
        """Landed days and those that once landed and are gone: both can be renewed."""
        return self.landed_days() | set(self.unpublished_days())

    def open_days(self) -> list[date]:
        """Days renewed since the last publish, in order."""
        return [row[0] for row in self.query("SELECT DISTINCT day FROM state.open_days ORDER BY day")]

    # -- what is published --------------------------------------------------------------------------------------

    def inputs(self) -> dict[date, str]:
        """What lies landed for each day, as one hash a day."""
        return inputs_by_day(self.partitions)

    def published_inputs(self) -> dict[date, str]:
        """What had landed for each day when that day was last published."""
        return dict(self.query("SELECT day, inputs FROM state.published_days ORDER BY day"))

    def inputs_of_build(self) -> dict[date, str]:
        """The same as it will be once the open days are published."""
        inputs, days = self.inputs(), self.open_days()
        kept = {day: digest for day, digest in self.published_inputs().items() if day not in days}
        return dict(sorted({**kept, **{day: inputs[day] for day in days if day in inputs}}.items()))

    def unpublished_days(self) -> list[date]:
        """Days whose landed data is not what was published last, and days left open by a run that did not publish."""
        published, inputs = self.published_inputs(), self.inputs()
        changed = {day for day in {*published, *inputs} if published.get(day) != inputs.get(day)}
        return sorted(changed | set(self.open_days()))

    def changed_models(self) -> list[str]:
        """Tables whose query, promise, rules or catalog are not those that made them."""
        made = dict(self.query("SELECT table_name, sha256 FROM state.models"))
        return [name for name, model in self.models.items() if made.get(name) != self._hash_of(model)]

    def note_published(self) -> None:
        """Remember, in one transaction, that what landed for the open days is what people see."""
        rows = list(self.inputs_of_build().items())
        self.connection.execute("BEGIN")
        self.connection.execute("DELETE FROM state.open_days")
        self.connection.execute("DELETE FROM state.published_days")
        if rows:
            self.connection.executemany("INSERT INTO state.published_days VALUES (?, ?)", rows)
        self.connection.execute("COMMIT")

    def _create_if_new(self, model: Model) -> bool:
        known = self.query("SELECT sha256 FROM state.models WHERE table_name = ?", [model.name])
        if known == [(self._hash_of(model),)] and self._exists(model.name):
            return False
        columns = ", ".join(f'"{name}" {column.type}' for name, column in model.promise.columns.items())
        self.connection.execute("BEGIN")
        self.connection.execute(f"CREATE OR REPLACE TABLE {model.name} ({columns})")
        for statement in comments(model.name, model.promise.comment, model.promise.columns):
            self.connection.execute(statement)
        for table in ("models", "marks"):
            self.connection.execute(f"DELETE FROM state.{table} WHERE table_name = ?", [model.name])
        self.connection.execute("COMMIT")
        return True

    def _hash_of(self, model: Model) -> str:
        """The model with what the run gives it: other points of a rule make other scores of the same query."""
        given = [digest for name, digest in self._given.items() if name in (model.sql or model.reads)]
        return hashlib.sha256("\n".join([model.sha256, *given]).encode()).hexdigest()

    def _drop_tables_of_no_model(self) -> None:
        tables = self.query("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main' AND NOT temporary")
        for name in {name for (name,) in tables} - set(self.models):
            self.connection.execute(f'DROP TABLE "{name}"')

    def _exists(self, table: str) -> bool:
        return bool(self.query("SELECT 1 FROM duckdb_tables() WHERE table_name = ? AND NOT temporary", [table]))

    def _days_owed(self, model: Model) -> set[date]:
        owed = self.query("SELECT DISTINCT day FROM state.pending WHERE table_name = ?", [model.name])
        extra = model.path.with_suffix(".days.sql")
        if extra.exists():
            owed += self.query(extra.read_text(encoding="utf-8"))
        return {row[0] for row in owed}

    def _replace_in_transaction(self, model: Model) -> None:
        """All of it or nothing: rows, the hash that made them, the days now open, the days owed below."""
        self.connection.execute("BEGIN")
        try:
            self._replace_rows(model)
            self._note_renewal(model)
            self.connection.execute("COMMIT")
        except BaseException:
            # A commit that failed (on a full disk) has ended the transaction itself; its own error is the one to tell.
            with suppress(duckdb.TransactionException):
                self.connection.execute("ROLLBACK")
            raise

    def _replace_rows(self, model: Model) -> None:
        promise, columns = model.promise, ", ".join(f'"{name}"' for name in model.promise.columns)
        if model.renew is not None:
            self._replace_changed(model, columns)
            return
        if promise.refresh == "whole":
            self.connection.execute(f"DELETE FROM {model.name}")
        else:
            always = f" OR ({promise.always})" if promise.always else ""
            self.connection.execute(f"DELETE FROM {model.name} WHERE day IN (SELECT day FROM run_days){always}")
        insert = f"INSERT INTO {model.name} ({columns}) SELECT {columns} FROM"
        if model.sql is not None:
            self.connection.execute(f"{insert} ({model.sql.rstrip().rstrip(';')})")
            return
        for built in self._build(model):
            self.connection.register("built", built)
            self.connection.execute(f"{insert} built")
            self.connection.unregister("built")

    def _replace_changed(self, model: Model, columns: str) -> None:
        """Replace what the table's own state says, and remember which state it was."""
        assert model.renew is not None
        marks = self.query("SELECT mark FROM state.marks WHERE table_name = ?", [model.name])
        changes = model.renew(self._ask, self.path.parent / "state" / model.name, marks[0][0] if marks else "")
        gone = ""
        if changes.gone is not None:
            self.give("run_gone", changes.gone)
            gone = f" WHERE {model.promise.key[0]} IN (SELECT {model.promise.key[0]} FROM run_gone)"
        self.connection.execute(f"DELETE FROM {model.name}{gone}")
        self.connection.register("built", changes.rows)
        self.connection.execute(f"INSERT INTO {model.name} ({columns}) SELECT {columns} FROM built")
        self.connection.unregister("built")
        self.connection.execute("DELETE FROM state.marks WHERE table_name = ?", [model.name])
        self.connection.execute("INSERT INTO state.marks VALUES (?, ?)", [model.name, changes.mark])

    def _ask(self, sql: str, **frames: pl.DataFrame) -> pl.DataFrame:
        for name, frame in frames.items():
            self.connection.register(name, frame)
        try:
            answer: pl.DataFrame = self.connection.sql(sql).pl()
            return answer
        finally:
            for name in frames:
                self.connection.unregister(name)

    def _build(self, model: Model) -> Iterator[pl.DataFrame]:
        """What a module makes of the tables it reads; in parts where it reads a part at a time."""
        assert model.build is not None
        if model.rows_at_once is None:
            frames = {table: self._read(model, table) for table in model.reads}
            yield _frame(model.build(**frames))
            return
        (table,) = model.reads
        for part in self._parts(self._reading(model, table), model.rows_at_once):
            yield _frame(model.build(**{table: part}))

    def _read(self, model: Model, table: str) -> pl.DataFrame:
        return _frame(self.connection.sql(self._reading(model, table)).pl())

    def _reading(self, model: Model, table: str) -> str:
        by_day = table not in GIVEN and model.promise.refresh == self._promise(table).refresh == "by_day"
        where = " WHERE day IN (SELECT day FROM run_days)" if by_day else ""
        return f"SELECT {', '.join(model.reads[table])} FROM {table}{where}"

    def _parts(self, sql: str, rows: int) -> Iterator[pl.DataFrame]:
        """The rows of a query, so many at a time, each once; asked again, a query may give them in another order."""
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE run_rows AS SELECT *, row_number() OVER () AS n FROM ({sql})"
        )
        ((count,),) = self.query("SELECT count(*) FROM run_rows")
        for at in range(0, count, rows):
            within = f"WHERE n > {at} AND n <= {at + rows}"
            yield _frame(self.connection.sql(f"SELECT * EXCLUDE (n) FROM run_rows {within}").pl())
        self.connection.execute("DROP TABLE run_rows")

    def _promise(self, table: str) -> Promise:
        return self.models[table].promise if table in self.models else self.raw[table]

    def _note_renewal(self, model: Model) -> None:
        self.connection.execute("DELETE FROM state.pending WHERE table_name = ?", [model.name])
        self.connection.execute("DELETE FROM state.models WHERE table_name = ?", [model.name])
        self.connection.execute("INSERT INTO state.models VALUES (?, ?)", [model.name, self._hash_of(model)])
        self.connection.execute("INSERT INTO state.open_days SELECT day FROM run_days")
        if model.promise.refresh == "by_day":
            for below in self.models.values():
                if model.name in below.upstream:
                    self.connection.execute("INSERT INTO state.pending SELECT ?, day FROM run_days", [below.name])

    def _account(self, model: Model, days: set[date], began: float, is_rebuilt: bool) -> Renewed:
        total = self.query(f"SELECT count(*) FROM {model.name}")[0][0]
        where = "WHERE day IN (SELECT day FROM run_days)" if model.promise.refresh == "by_day" else ""
        rows = self.query(f"SELECT count(*) FROM {model.name} {where}")[0][0]
        seconds = time.perf_counter() - began
        return Renewed(model.name, rows, total, tuple(sorted(days)), seconds, is_rebuilt)

    # -- what a run knows -------------------------------------------------------------------------------------

    def set_aside(self) -> set[tuple[str, date]]:
        """Markets and days whose raw partitions broke their promise and are left out of every table."""
        return set(self.query("SELECT DISTINCT market, day FROM state.set_aside"))

    def damaged(self) -> set[tuple[str, date]]:
        """Those of them whose files cannot even be read."""
        return set(self.query("SELECT market, day FROM state.set_aside WHERE starts_with(reason, ?)", [DAMAGED]))

    def view_raw(self, days: Iterable[date], *, with_set_aside: bool = False) -> None:
        """Let raw_pages, raw_listings and raw_ads show the partitions of these days."""
        wanted, left_out = set(days), self.damaged() if with_set_aside else self.set_aside()
        chosen = [p for p in self.partitions if p.day in wanted and (p.market, p.day) not in left_out]
        create_views(self.connection, self.raw, chosen)

    def _give_days(self, days: set[date], model: Model) -> None:
        self.give("run_days", pl.DataFrame({"day": sorted(days)}, schema={"day": pl.Date}))
        self.give("run_partitions", partitions_frame(self.partitions, self.set_aside()))
        if set(model.upstream) & set(self.raw):
            self.view_raw(days)

    def _give_relations(self) -> dict[str, str]:
        """Give what the code says beside its queries; returns a hash of each."""
        frames = given_frames(self.home, max(self.landed_days(), default=None))
        for name, frame in frames.items():
            self.give(name, frame)
        return {name: hashlib.sha256(frame.write_csv().encode()).hexdigest() for name, frame in frames.items()}

    def give(self, name: str, frame: pl.DataFrame) -> None:
        """Let queries read a small frame under this name, beside the tables."""
        self.connection.register("given", frame)
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM given")
        self.connection.unregister("given")

    # -- the file ---------------------------------------------------------------------------------------------

    def _attach(self) -> None:
        self.connection.execute(f"ATTACH {literal(str(self.path))} AS warehouse (STORAGE_VERSION '{STORAGE_VERSION}')")
        self.connection.execute("USE warehouse")
        self.path.chmod(0o600)


def given_frames(home: Path, newest: date | None) -> dict[str, pl.DataFrame]:
    """What the code and people say beside the tables, by the name under which queries read it; `newest` landed day."""
    return {
        "run_markets": markets_frame(),
        "run_rules": rules_frame(),
        "run_packs": packs_frame(),
        "run_corrections": read_corrections(home),
        "run_events": events_frame(home),
        "run_labels": labels_frame(home),
        "run_draws": draws_frame(home),
        "run_leads_before": leads_before(home, newest),
        "run_listed_links": listed_links(home),
        "run_watch_list": read_watch_list(home, datetime.now(UTC).date()).frame,
    }


def _frame(made: object) -> pl.DataFrame:
    assert isinstance(made, pl.DataFrame)
    return made


def comments(table: str, meaning: str, columns: dict[str, Any], kind: str = "TABLE") -> list[str]:
    """The statements that write a promise's words into the database."""
    statements = [f"COMMENT ON {kind} {table} IS {literal(meaning)}"]
    statements += [
        f'COMMENT ON COLUMN {table}."{name}" IS {literal(column.comment)}' for name, column in columns.items()
    ]
    return statements
