"""The contracts between the stages: `<table>.yml` -> Great Expectations suite -> one blocking asset check a table.

Great Expectations judges two pandas batches a table. One holds rows renewed since the last publish: every row that SQL
suspects of breaking a promise, so that each is counted, and some of the others beside them; so millions of rows cost
what thousands do. The other is one row of *facts* that SQL measures over the whole table (rows, duplicate keys,
orphans, columns that are not as promised), because a key or a reference says nothing when only a day is looked at. A
crashed expectation is a failure.

A broken promise blocks what stands below; that of a raw table is laid to its market and day (raw/raw_contracts.py).
"""

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

import dagster as dg
import duckdb

from assets.model import Model, models
from assets.promise import Promise, Severity
from assets.suspects import rows_judged
from assets.warehouse import Warehouse

# Nothing phones home; Great Expectations reads this when it is first imported, inside the functions below.
os.environ["GX_ANALYTICS_ENABLED"] = "false"

FACT = "fact"


@dataclass(frozen=True)
class Expected:
    """One expectation of a promise: its Great Expectations class, the column (or fact) it looks at, and its words."""

    kind: str
    column: str
    arguments: dict[str, Any]
    words: str
    severity: Severity = "error"
    subject: str = "rows"


@dataclass(frozen=True)
class Outcome:
    """What became of an expectation; `unexpected` counts rows, and no value of a row is ever kept."""

    table: str
    expected: Expected
    passed: bool
    unexpected: int
    note: str


def expectations(promise: Promise) -> list[Expected]:
    """Every expectation of a promise, in a stable order; pure."""
    return [
        *_facts_expected(promise),
        *(e for name in promise.columns for e in _column_expected(promise, name)),
    ]


def _facts_expected(promise: Promise) -> Iterator[Expected]:
    def fact(name: str, words: str, minimum: int = 0, maximum: int | None = 0) -> Expected:
        bounds = {"min_value": minimum, "max_value": maximum}
        return Expected("ExpectColumnValuesToBeBetween", name, bounds, words, subject=FACT)

    yield fact("missing_columns", "every promised column is there, in its promised type")
    if promise.rows.minimum or promise.rows.maximum is not None:
        yield fact("rows", "the number of rows is as promised", promise.rows.minimum, promise.rows.maximum)
    yield fact("duplicate_keys", f"one row has one key ({', '.join(promise.key)})")
    for name, column in promise.columns.items():
        if column.references:
            yield fact(f"orphans_{name}", f"{name} is found in {column.references}")
    for name, balance in promise.balances.items():
        yield fact(f"balance_{name}", balance.says)


def _column_expected(promise: Promise, name: str) -> Iterator[Expected]:
    column = promise.columns[name]

    def expected(kind: str, words: str, **arguments: Any) -> Expected:
        return Expected(kind, name, arguments, f"{name} {words}", column.severity)

    if column.required:
        yield expected("ExpectColumnValuesToNotBeNull", "is never empty")
    if column.one_of is not None:
        words = f"is one of {', '.join(column.one_of)}"
        yield expected("ExpectColumnValuesToBeInSet", words, value_set=list(column.one_of))
    if column.minimum is not None or column.maximum is not None:
        words = f"lies between {column.minimum} and {column.maximum}"
        bounds = {"min_value": column.minimum, "max_value": column.maximum}
        yield expected("ExpectColumnValuesToBeBetween", words, **bounds)
    if column.matches is not None:
        yield expected("ExpectColumnValuesToMatchRegex", f"has the form {column.matches}", regex=column.matches)


# -- measuring ----------------------------------------------------------------------------------------------------


def facts(
    connection: duckdb.DuckDBPyConnection, promise: Promise, slice_: str = "true", where: str = "true"
) -> dict[str, int]:
    """What SQL measures of a whole table: rows, duplicate keys, orphans, missing columns, what does not balance.

    A key is looked for in the whole table where a row of the slice has it: what was not renewed stays as it was judged.
    """
    table = f"(SELECT * FROM {promise.table} WHERE {where})"
    real = _types(connection, promise.table)
    measured = {
        "missing_columns": sum(real.get(name) != column.type for name, column in promise.columns.items()),
        "rows": _count(connection, f"SELECT count(*) FROM {table}"),
        "duplicate_keys": _count(connection, _duplicates(promise.key, table, slice_)),
    }
    for name, column in promise.columns.items():
        if column.references:
            other, key = column.references.split(".")
            measured[f"orphans_{name}"] = _count(
                connection,
                f"SELECT count(*) FROM {table} AS own WHERE own.{name} IS NOT NULL"
                f" AND own.{name} NOT IN (SELECT {key} FROM {other} WHERE {key} IS NOT NULL)",
            )
    for name, balance in promise.balances.items():
        left, right = (side.replace("{where}", f"({where})") for side in (balance.left, balance.right))
        measured[f"balance_{name}"] = _count(connection, f"SELECT abs(({left}) - ({right}))")
    return measured


def _duplicates(key: Sequence[str], table: str, slice_: str) -> str:
    """How many keys of rows of the slice two rows or more of the table have, as a SELECT."""
    keys = ", ".join(key)
    # Hashes are small and let no key of the slice pass, empty parts included; another key beside them does no harm.
    renewed = "" if slice_ == "true" else f"WHERE hash({keys}) IN (SELECT hash({keys}) FROM {table} WHERE {slice_})"
    return f"SELECT count(*) FROM (SELECT {keys} FROM {table} {renewed} GROUP BY {keys} HAVING count(*) > 1)"


def _types(connection: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    return {row[0]: row[1] for row in connection.execute(f"DESCRIBE SELECT * FROM {table}").fetchall()}


def _count(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    return int(connection.execute(sql).fetchall()[0][0])


def audit(connection: duckdb.DuckDBPyConnection, promise: Promise, slice_: str, where: str = "true") -> list[Outcome]:
    """Judge a table: its rows where `slice_` holds, and the facts of its rows where `where` holds."""
    import pandas as pd

    wanted = expectations(promise)
    looked_at = sorted({e.column for e in wanted if e.subject != FACT})
    real = _types(connection, promise.table)
    if set(looked_at) - set(real):
        rows = pd.DataFrame()
    else:
        rows = connection.execute(rows_judged(promise, {name: real[name] for name in looked_at}, slice_)).df()
    measured = pd.DataFrame([facts(connection, promise, slice_, where)])
    outcomes = _judge(promise.table, measured, [e for e in wanted if e.subject == FACT])
    return outcomes + _judge(promise.table, rows, [e for e in wanted if e.subject != FACT])


def _judge(table: str, frame: Any, wanted: list[Expected]) -> list[Outcome]:
    """Let Great Expectations judge one pandas batch; a crash of an expectation is a failure."""
    if not wanted:
        return []
    import great_expectations as gx

    batch = _pandas_batches().get_batch({"dataframe": frame})
    suite = gx.ExpectationSuite(
        name=table,
        expectations=[
            getattr(gx.expectations, e.kind)(column=e.column, meta={"place": place}, **e.arguments)
            for place, e in enumerate(wanted)
        ],
    )
    # No value of a row may leave this function: results are stored and shown.
    result_format = {"result_format": "BASIC", "partial_unexpected_count": 0}
    results = batch.validate(suite, result_format=result_format).results
    outcomes = [_outcome(table, wanted[r.expectation_config.meta["place"]], r) for r in results]
    if len(outcomes) != len(wanted):
        raise RuntimeError(f"{table}: {len(wanted)} expectations, {len(outcomes)} results; check the promise")
    return sorted(outcomes, key=lambda outcome: wanted.index(outcome.expected))


@cache
def _pandas_batches() -> Any:
    """The door through which every frame is handed over; making it costs more than most suites."""
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig
    from great_expectations.execution_engine import pandas_execution_engine

    # Each frame would be hashed twice for a fingerprint that nobody reads, at more than the price of judging it.
    pandas_execution_engine.hash_pandas_dataframe = lambda frame: f"{len(frame)} rows"
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return (
        context.data_sources.add_pandas("rows").add_dataframe_asset("rows").add_batch_definition_whole_dataframe("rows")
    )


def _outcome(table: str, expected: Expected, result: Any) -> Outcome:
    crash = _crash(result.exception_info)
    unexpected = int(result.result.get("unexpected_count") or 0) if not crash else 0
    if crash:
        note = f"the check itself failed ({crash}); nothing is known of: {expected.words}"
    elif result.success:
        note = expected.words
    else:
        note = f"not so in {unexpected} rows: {expected.words}" if unexpected else f"not so: {expected.words}"
    return Outcome(table, expected, bool(result.success) and not crash, unexpected, note)


def _crash(info: Any) -> str | None:
    """The name of an exception, from either shape in which Great Expectations reports one."""
    if not info:
        return None
    shapes = [info] if "raised_exception" in info else list(info.values())
    for shape in shapes:
        if isinstance(shape, dict) and shape.get("raised_exception"):
            return str(shape.get("exception_message") or "exception").split(":", maxsplit=1)[0][:80]
    return None


def broken(outcomes: list[Outcome]) -> list[Outcome]:
    """The failures that block."""
    return [o for o in outcomes if not o.passed and o.expected.severity == "error"]


# -- wiring ---------------------------------------------------------------------------------------------------------


def record(warehouse: Warehouse, run_id: str, outcomes: list[Outcome]) -> None:
    """Keep the outcomes for meta_checks; those of an earlier run of the same table go."""
    for table in {o.table for o in outcomes}:
        warehouse.connection.execute("DELETE FROM state.checks WHERE table_name = ?", [table])
    rows = [
        (
            *(run_id, o.table, o.expected.kind, o.expected.column, o.passed, o.expected.severity),
            *(o.unexpected, o.note, datetime.now(UTC).replace(tzinfo=None)),
        )
        for o in outcomes
    ]
    if rows:
        warehouse.connection.executemany("INSERT INTO state.checks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)


def _metadata(outcomes: list[Outcome]) -> dict[str, Any]:
    records = [
        dg.TableRecord({"ok": "yes" if o.passed else "NO", "expectation": o.note, "severity": o.expected.severity})
        for o in sorted(outcomes, key=lambda o: o.passed)
    ]
    return {"expectations": dg.MetadataValue.table(records), "failed": sum(not o.passed for o in outcomes)}


def result_of(outcomes: list[Outcome], notes: list[str], began: float) -> dg.AssetCheckResult:
    """What the Dagster UI shows of a contract; `began` is the time (perf_counter) at which it was begun."""
    blocks = bool(broken(outcomes))
    said = notes + [o.note for o in outcomes if not o.passed]
    return dg.AssetCheckResult(
        passed=not said,
        severity=dg.AssetCheckSeverity.ERROR if blocks else dg.AssetCheckSeverity.WARN,
        description="; ".join(said) or f"{len(outcomes)} expectations hold",
        metadata={**_metadata(outcomes), "seconds": round(time.perf_counter() - began, 3)},
    )


def renewed(promise: Promise) -> str:
    """The rows of a table of days that were renewed since the last publish, as a condition."""
    open_days = "day IN (SELECT day FROM state.open_days)"
    return f"{open_days} OR ({promise.always})" if promise.always else open_days


def _model_check(model: Model) -> dg.AssetChecksDefinition:
    @dg.asset_check(
        asset=model.name,
        name="contract",
        blocking=True,
        description=f"{model.name} keeps its promise.",
        required_resource_keys={"warehouse"},
    )
    def contract(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
        warehouse, began = context.resources.warehouse, time.perf_counter()
        promise, slice_ = model.promise, "true"
        if promise.refresh == "by_day":
            warehouse.view_raw(warehouse.open_days())
            slice_ = renewed(promise)
        outcomes = audit(warehouse.connection, promise, slice_)
        record(warehouse, context.run.run_id, outcomes)
        return result_of(outcomes, [], began)

    return contract


CHECKS = [_model_check(model) for model in models()]
