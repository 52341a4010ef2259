"""Every expectation of every contract fails on a seeded bad row, and a broken contract stops what stands below it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest
from hypothesis import find
from hypothesis import strategies as st

from assets.contracts import FACT, Expected, audit, broken, expectations, facts, renewed
from assets.model import models, raw_promises
from assets.promise import Column, Promise
from assets.publish.database import meta_models
from assets.publish.tiers import TIERS, tier_models
from assets.remedies import remedy_of
from assets.safety.child_safety import promise as child_safety
from assets.warehouse import Renewed, Warehouse
from tests.conftest import ROOT

MODELS = models()
TIER_MODELS = [model for tier in TIERS for model in tier_models(tier)]
ALL = (
    {promise.table: promise for promise in raw_promises().values()}
    | {"child_safety": child_safety()}
    | {model.name: model.promise for model in [*MODELS, *meta_models(), *TIER_MODELS]}
)
#: A balance speaks of several tables; it is seeded on real ones below.
BALANCES = [(promise, name) for promise in ALL.values() for name in promise.balances]
PROMISES = {name: promise.model_copy(update={"balances": {}}) for name, promise in ALL.items()}
DAY = date(2026, 3, 1)
CASES = [
    pytest.param(promise, expected, id=f"{promise.table}-{expected.kind}-{expected.column}")
    for promise in PROMISES.values()
    for expected in expectations(promise)
]


@cache
def matching(pattern: str) -> str:
    """The simplest text of a form."""
    return find(st.from_regex(pattern), lambda text: text.strip() != "" and text.isprintable())


def good_value(column: Column) -> Any:
    if column.one_of:
        return column.one_of[0]
    if column.matches:
        return matching(column.matches)
    low = column.minimum if column.minimum is not None else column.maximum
    number = low if low is not None else 1
    by_type = {
        "VARCHAR": "text",
        "INTEGER": int(number),
        "BIGINT": int(number),
        "DOUBLE": float(number),
        "BOOLEAN": True,
        "DATE": DAY,
        "TIMESTAMP": datetime(2026, 3, 1, 12),
        "VARCHAR[]": ["text"],
        "INTEGER[]": [1],
    }
    return by_type[column.type]


def good_row(promise: Promise) -> dict[str, Any]:
    return {name: good_value(column) for name, column in promise.columns.items()}


def make(promise: Promise, rows: list[dict[str, Any]], leave_out: str = "") -> duckdb.DuckDBPyConnection:
    """The table with these rows, and the tables that it refers to with the rows that they need."""
    connection = duckdb.connect()
    columns = {name: column for name, column in promise.columns.items() if name != leave_out}
    connection.execute(f"CREATE TABLE {promise.table} ({', '.join(f'{n} {c.type}' for n, c in columns.items())})")
    for row in rows:
        marks = ", ".join("?" for _ in columns)
        connection.execute(f"INSERT INTO {promise.table} VALUES ({marks})", [row[name] for name in columns])
    referred = {c.references for c in promise.columns.values() if c.references}
    for table in {reference.split(".")[0] for reference in referred}:
        keys = {
            r.split(".")[1]: n for n, c in promise.columns.items() if (r := c.references) and r.startswith(f"{table}.")
        }
        connection.execute(f"CREATE TABLE {table} ({', '.join(f'{key} VARCHAR' for key in keys)})")
        values = [good_value(promise.columns[name]) for name in keys.values()]
        connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' for _ in keys)})", values)
    return connection


def seeded(promise: Promise, expected: Expected) -> duckdb.DuckDBPyConnection:
    """A table that is good but for one bad row, made for this expectation."""
    good, bad = good_row(promise), good_row(promise)
    rows = [good]
    if expected.column == "missing_columns":
        return make(promise, rows, leave_out=next(name for name in promise.columns if name not in promise.key))
    if expected.column == "duplicate_keys":
        return make(promise, [good, bad])
    if expected.column == "rows":
        return make(promise, [] if promise.rows.minimum else [good] * ((promise.rows.maximum or 0) + 1))
    name = expected.column.removeprefix("orphans_") if expected.subject == FACT else expected.column
    bad[name] = {
        "ExpectColumnValuesToNotBeNull": None,
        "ExpectColumnValuesToBeInSet": "something else",
        "ExpectColumnValuesToMatchRegex": " ",
        "ExpectColumnValuesToBeBetween": _out_of_range(promise.columns.get(name), expected),
    }[expected.kind]
    return make(promise, [bad])


def _out_of_range(column: Column | None, expected: Expected) -> Any:
    if expected.subject == FACT:
        return "nowhere"
    assert column is not None
    return (column.minimum - 1) if column.minimum is not None else (column.maximum or 0) + 1


@pytest.mark.parametrize("promise", PROMISES.values(), ids=list(PROMISES))
def test_a_good_row_keeps_the_promise(promise: Promise) -> None:
    connection = make(promise, [good_row(promise)])
    assert [outcome.note for outcome in audit(connection, promise, "true") if not outcome.passed] == []


@pytest.mark.parametrize(("promise", "expected"), CASES)
def test_a_seeded_bad_row_is_seen(promise: Promise, expected: Expected, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assets.suspects.UNSUSPECTED", 0)
    outcomes = audit(seeded(promise, expected), promise, "true")
    failed = {(o.expected.kind, o.expected.column) for o in outcomes if not o.passed}
    assert (expected.kind, expected.column) in failed
    assert broken(outcomes) or expected.severity == "warning"


@pytest.mark.parametrize("blank", [" ", "\u00a0", "\u2003", "\x1c", "\x85", "\n"])
def test_a_text_of_any_blanks_is_seen_as_empty(blank: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which blanks there are is one thing to SQL and another to Python; a row that either doubts is judged."""
    monkeypatch.setattr("assets.suspects.UNSUSPECTED", 0)
    promise = PROMISES["stg_ads"].model_copy(
        update={"columns": {"ad_id": PROMISES["stg_ads"].columns["ad_id"].model_copy(update={"matches": r"\S"})}}
    )
    connection = duckdb.connect()
    connection.execute("CREATE TABLE stg_ads AS SELECT ? AS ad_id", [blank])
    assert [o.unexpected for o in audit(connection, promise, "true") if o.expected.kind.endswith("MatchRegex")] == [1]


def test_of_many_rows_every_bad_one_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assets.suspects.UNSUSPECTED", 10)
    promise = PROMISES["stg_identifiers"]
    connection = make(promise, [good_row(promise)])
    connection.execute(
        "INSERT INTO stg_identifiers SELECT stg_identifiers.* REPLACE (CASE WHEN n % 7 = 0 THEN 'none' ELSE kind END AS kind)"
        " FROM stg_identifiers, range(5000) AS many (n)"
    )
    (kind,) = [o for o in audit(connection, promise, "true") if (o.expected.column, o.passed) == ("kind", False)]
    assert kind.unexpected == 715


def test_a_bad_row_of_another_day_that_every_run_renews_is_seen() -> None:
    """Hits on advertisers are made anew whatever their day; what a run does not renew is not judged again."""
    promise = PROMISES["flag_evidence"]
    rows = [good_row(promise) | {"day": DAY, "strength": 2.0, "subject_kind": kind} for kind in ("ad", "advertiser")]
    connection = make(promise, rows)
    connection.execute("CREATE SCHEMA state; CREATE TABLE state.open_days (day DATE)")
    (strength,) = [
        o for o in audit(connection, promise, renewed(promise)) if o.expected.column == "strength" and not o.passed
    ]
    assert strength.unexpected == 1


def test_a_renewed_row_with_the_key_of_another_day_is_seen() -> None:
    """Keys hold over the whole table, with an empty part too, and cost what the renewed rows do."""
    promise = PROMISES["flag_evidence"]
    row = good_row(promise) | {"subject_kind": "ad", "span_start": None}
    connection = make(promise, [row | {"day": DAY}, row | {"day": DAY + timedelta(days=1)}])

    def doubled(day: date) -> int:
        return facts(connection, promise, f"day = DATE '{day}'")["duplicate_keys"]

    assert [doubled(DAY + timedelta(days=days)) for days in (0, 1, 2)] == [1, 1, 0]


def test_a_crashed_expectation_is_a_failure() -> None:
    """Great Expectations reports a crash as a result; here the column cannot be compared."""
    import pandas as pd

    from assets.contracts import _judge

    impossible = Expected("ExpectColumnValuesToBeBetween", "size", {"min_value": 1, "max_value": 2}, "size is small")
    (outcome,) = _judge("table", pd.DataFrame({"size": ["text", {"a": 1}]}), [impossible])
    assert not outcome.passed
    assert "the check itself failed" in outcome.note


def test_no_value_of_a_row_is_kept() -> None:
    """Results are stored and shown; a phone number in a bad row stays out of them."""
    promise = PROMISES["stg_identifiers"]
    row = good_row(promise) | {"kind": "+14045550123", "value": ""}
    assert "4045550123" not in repr(audit(make(promise, [row]), promise, "true"))


@pytest.mark.parametrize("promise", ALL.values(), ids=list(ALL))
def test_every_check_has_an_entry_in_the_runbook(promise: Promise) -> None:
    runbook = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")
    for expected in expectations(promise):
        remedy = remedy_of(expected.kind, expected.column)
        assert f"### {remedy.title}\n" in runbook
        assert expected.words.replace("|", "\\|") in runbook


# -- what goes in comes out ---------------------------------------------------------------------------------------------


@pytest.fixture
def whole(home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A refreshed warehouse whose tables may be spoilt, raw ones too."""
    with Warehouse(home) as warehouse:
        days = warehouse.landed_days()
        warehouse.view_raw(days)
        connection = warehouse.connection
        connection.executemany("INSERT INTO state.open_days VALUES (?)", [(day,) for day in days])
        for table in ("raw_pages", "raw_ads", "raw_quarantine", "raw_listings"):
            connection.execute(f"CREATE TEMP TABLE copied AS FROM {table}")
            connection.execute(f"DROP VIEW {table}")
            connection.execute(f"ALTER TABLE copied RENAME TO {table}")
        yield connection


@pytest.mark.parametrize(("promise", "name"), BALANCES, ids=[f"{promise.table}-{name}" for promise, name in BALANCES])
def test_a_row_that_is_lost_or_doubled_is_seen(whole: duckdb.DuckDBPyConnection, promise: Promise, name: str) -> None:
    def balances() -> bool:
        return facts(whole, promise)[f"balance_{name}"] == 0

    assert balances()
    whole.execute(f"CREATE TEMP TABLE kept AS FROM {promise.table} LIMIT 1")
    whole.execute(f"INSERT INTO {promise.table} FROM kept")
    assert not balances()
    mark = promise.key[0]
    whole.execute(f"DELETE FROM {promise.table} WHERE {mark} IN (SELECT {mark} FROM kept)")
    assert not balances()


# -- what stands below is not run ------------------------------------------------------------------------------------


def run(first: date, last: date) -> dg.ExecuteInProcessResult:
    from assets.raw.partitions import RANGE_END, RANGE_START
    from pipelines.definitions import defs

    return defs.resolve_job_def("refine").execute_in_process(
        instance=dg.DagsterInstance.get(),
        tags={RANGE_START: first.isoformat(), RANGE_END: last.isoformat()},
        run_config={"loggers": {"progress": {}}},
        raise_on_error=False,
    )


@pytest.mark.slow
@pytest.mark.parametrize("model", MODELS, ids=[model.name for model in MODELS])
def test_a_bad_row_in_a_table_stops_the_publish(model, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row without a key is seeded behind the table's own query; nothing below runs and the old pages stay."""
    from pipelines.settings import prepare_home

    monkeypatch.setenv("GAINING_GROUND_HOME", str(home))
    prepare_home()
    shown = (home / "published" / "current").resolve()
    renew = Warehouse.renew

    def renew_badly(self: Warehouse, wanted, days) -> Renewed:
        renewed = renew(self, wanted, days)
        if wanted.name == model.name:
            row = good_row(model.promise) | {next(name for name in model.promise.key if name != "day"): None}
            row |= {"day": renewed.days[0]} if "day" in row else {}
            marks = ", ".join("?" for _ in row)
            self.connection.execute(f"INSERT INTO {model.name} VALUES ({marks})", list(row.values()))
        return renewed

    monkeypatch.setattr(Warehouse, "renew", renew_badly)
    days = [date.fromisoformat(path.name) for path in (home / "raw").glob("*.*/2*")]
    result = run(min(days), max(days))
    assert not result.success
    assert [e.step_key for e in result.filter_events(lambda e: e.is_step_failure)] == [f"{model.name}_contract"]
    done = {event.asset_key.to_user_string() for event in result.get_asset_materialization_events()}
    assert not done & {below.name for below in MODELS if model.name in below.upstream}
    assert not {name for name in done if name.startswith("publish_")}
    assert (home / "published" / "current").resolve() == shown
