"""The same input gives the same tables: again, in another order, with other threads, with another seed of hashes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from assets.warehouse import Warehouse
from scrapers.landing import land_files
from scrapers.parse import parse
from tests.conftest import ROOT, gaining_ground

DERIVE = """
import json, sys
from pathlib import Path
from assets.hashes import table_hashes
from pipelines.evaluation.case import fill
import assets.warehouse as module
connect = module.duckdb.connect
def with_threads(*given, **named):
    connection = connect(*given, **named)
    connection.execute(f"SET threads = {int(sys.argv[3])}")
    return connection
module.duckdb.connect = with_threads
with fill(Path(sys.argv[1]), Path(sys.argv[2])) as warehouse:
    # Where a record lies in its archive is the order in which it came.
    print(json.dumps(table_hashes(warehouse.connection, list(warehouse.models), frozenset({"warc_offset"}))))
"""


def derive(home: Path, file: Path, threads: int, seed: int) -> dict[str, str]:
    environment = {**os.environ, "PYTHONHASHSEED": str(seed), "POLARS_MAX_THREADS": str(threads)}
    command = [sys.executable, "-c", DERIVE, str(home), str(file), str(threads)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.slow
def test_the_same_input_gives_the_same_tables(tmp_path: Path) -> None:
    file = tmp_path / "ads.parquet"
    wrote = gaining_ground(
        tmp_path, "sandbox", "write", "--ads", "1500", "--seed", "3", "--days", "40", "--out", str(file)
    )
    assert wrote.code == 0, wrote.err
    turned = tmp_path / "turned.parquet"
    pl.read_parquet(file).sample(fraction=1, shuffle=True, seed=9).write_parquet(turned)
    first = derive(tmp_path / "one", file, threads=1, seed=1)
    assert all(not told.startswith("0:") for name, told in first.items() if name.startswith("stg_"))
    assert derive(tmp_path / "two", file, threads=4, seed=2) == first
    assert derive(tmp_path / "three", turned, threads=2, seed=3) == first


# -- clocks -------------------------------------------------------------------------------------------------------------

MOMENTS = [
    ("atlanta", "2024-02-29T05:00:00Z", "2024-02-29"),  # a leap day begins,
    ("atlanta", "2024-03-01T04:59:59Z", "2024-02-29"),  # and ends
    ("atlanta", "2026-03-08T04:59:59Z", "2026-03-07"),  # the last second before the day of 23 hours,
    ("atlanta", "2026-03-08T05:00:00Z", "2026-03-08"),
    ("atlanta", "2026-03-09T03:59:59Z", "2026-03-08"),  # its last second,
    ("atlanta", "2026-03-09T04:00:00Z", "2026-03-09"),
    ("miami", "2025-11-02T04:00:00Z", "2025-11-02"),  # the day of 25 hours begins,
    ("miami", "2025-11-03T04:59:59Z", "2025-11-02"),  # and ends
    ("houston", "2026-01-01T05:59:59Z", "2025-12-31"),
    ("houston", "2026-01-01T06:00:00Z", "2026-01-01"),
    ("las_vegas", "2026-01-01T07:59:59Z", "2025-12-31"),
    ("las_vegas", "2026-01-01T08:00:00Z", "2026-01-01"),
    ("washington_dc", "2026-06-30T23:00:00-05:00", "2026-07-01"),  # given with a zone of its own
]


def record(city: str, moment: str, number: int) -> str:
    url = f"https://{city}.example.test/{number}"
    return json.dumps({"source": "partner", "city": city, "url": url, "captured_at": moment, "title": f"Ad {number}", "body": f"words {number}"})  # fmt: skip


def test_a_day_is_the_citys_own_whatever_the_clocks_do(tmp_path: Path) -> None:
    file = tmp_path / "moments.jsonl"
    file.write_text("\n".join(record(city, moment, number) for number, (city, moment, _) in enumerate(MOMENTS)))
    report = land_files(tmp_path / "home", [file])
    assert report.quarantined == 0
    for market, day in report.landed:
        parse(tmp_path / "home", market, day)
    with Warehouse(tmp_path / "home") as warehouse:
        for model in warehouse.models.values():
            warehouse.renew(model, warehouse.landed_days())
        found = warehouse.query("SELECT url, day FROM stg_ads")
        days = dict(warehouse.query("SELECT city, list(day ORDER BY day) FROM mart_city_days GROUP BY city"))
    expected = {f"https://{city}.example.test/{n}": date.fromisoformat(day) for n, (city, _, day) in enumerate(MOMENTS)}
    assert dict(found) == expected
    assert days["atlanta"] == sorted({date.fromisoformat(day) for city, _, day in MOMENTS if city == "atlanta"})


def test_a_date_in_the_future_is_kept_apart(tmp_path: Path) -> None:
    file = tmp_path / "later.jsonl"
    file.write_text(record("miami", (datetime.now(UTC) + timedelta(days=2)).isoformat(), 1))
    report = land_files(tmp_path / "home", [file])
    assert dict(report.reasons) == {"captured_at: lies in the future": 1}
    assert not report.total_landed


def test_builds_sort_by_time_where_the_clock_was_set_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from types import SimpleNamespace

    from assets.publish import publish_database

    (tmp_path / "published" / "builds" / "20270101T000000Z-aaaaaaaa").mkdir(parents=True)
    (tmp_path / "published" / "builds" / "20270101T000000Z-aaaaaaaa" / "manifest.json").write_text("{}")
    context = SimpleNamespace(
        resources=SimpleNamespace(warehouse=SimpleNamespace(home=tmp_path)), run=SimpleNamespace(run_id="b" * 32)
    )
    monkeypatch.setattr(publish_database, "_started_at", lambda _: datetime(2026, 12, 31, 23))
    assert publish_database.build_id_of(context) == "20270101T000001Z-bbbbbbbb"
    monkeypatch.setattr(publish_database, "_started_at", lambda _: datetime(2027, 2, 1))
    assert publish_database.build_id_of(context) == "20270201T000000Z-bbbbbbbb"
