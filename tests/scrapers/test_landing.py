"""An import lands records as a crawl would, quarantines the bad ones whole, and drops nothing in silence."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from scrapers import ledger
from scrapers.landing import land_files, remove_unfinished
from scrapers.parse import parse
from scrapers.partition import landed
from scrapers.partner_records import ImportRefused
from tests.conftest import gaining_ground

GOOD: dict[str, Any] = {
    "source": "partner_a",
    "city": "miami",
    "url": "https://ads.example.org/1",
    "captured_at": "2026-03-01T12:00:00Z",
    "title": "Good company",
    "body": "Call 305-555-0123",
}


def write(folder: Path, *records: Any, name: str = "ads.jsonl") -> Path:
    path = folder / name
    lines = [record if isinstance(record, str) else json.dumps(record) for record in records]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_records_land_by_their_own_city_and_its_local_day(tmp_path: Path) -> None:
    """03:00 UTC is still the evening before in Miami."""
    late = GOOD | {"url": "https://ads.example.org/2", "captured_at": "2026-03-02T03:00:00Z"}
    west = GOOD | {"city": "las_vegas", "captured_at": "2026-03-02T07:30:00+00:00"}
    report = land_files(tmp_path, [write(tmp_path, GOOD, late, west)])
    assert report.landed == {
        ("miami.partner_a", date(2026, 3, 1)): 2,
        ("las_vegas.partner_a", date(2026, 3, 1)): 1,
    }
    assert report.quarantined == 0


def test_a_record_is_kept_as_a_warc_resource_and_parsed_like_a_page(tmp_path: Path) -> None:
    land_files(tmp_path, [write(tmp_path, GOOD)])
    report = parse(tmp_path, "miami.partner_a", date(2026, 3, 1))
    assert (report.ads, report.quarantined) == (1, 0)
    (folder,) = [item.folder for item in landed(tmp_path)]
    ad = pl.read_parquet(folder / "ads.parquet").row(0, named=True)
    assert (ad["title"], ad["city"], ad["source"]) == ("Good company", "miami", "partner_a")
    assert pl.read_parquet(folder / "pages.parquet")["kind"].to_list() == ["record"]


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (GOOD | {"colour": "red"}, "unknown field"),
        (GOOD | {"posted_at": "32 May"}, "posted_at"),
        (GOOD | {"title": ""}, "title"),
        (GOOD | {"captured_at": "soon"}, "captured_at"),
        (GOOD | {"captured_at": "2999-01-01T00:00:00Z"}, "future"),
        (GOOD | {"captured_at": "2009-01-01T00:00:00Z"}, "before 2015"),
        (GOOD | {"city": "gotham"}, "city"),
        (GOOD | {"source": "Bad Source"}, "source"),
        ("{not json", "record"),
        ("[1, 2]", "record"),
    ],
)
def test_a_bad_record_is_quarantined_whole_and_kept(tmp_path: Path, record: Any, reason: str) -> None:
    report = land_files(tmp_path, [write(tmp_path, GOOD, record)])
    assert (report.total_landed, report.quarantined) == (1, 1)
    assert any(reason in line for line in report.reasons)
    pages = sum(pl.read_parquet(item.folder / "pages.parquet").height for item in landed(tmp_path))
    assert pages == 2


def test_the_same_file_twice_lands_once(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    for _ in range(2):
        land_files(tmp_path, [path])
    (item,) = landed(tmp_path)
    assert pl.read_parquet(item.folder / "pages.parquet").height == 1
    assert len(ledger.entries(tmp_path)) == 1, "nothing new landed"


def test_what_a_killed_import_left_goes(tmp_path: Path) -> None:
    left = tmp_path / "raw" / f".import-{2**22 + 1}-0123abcd"
    alive = tmp_path / "raw" / f".import-{os.getpid()}-0123abcd"
    for folder in (left, alive):
        folder.mkdir(parents=True)
    remove_unfinished(tmp_path)
    assert (left.exists(), alive.exists()) == (False, True)


def test_parquet_lands_like_lines(tmp_path: Path) -> None:
    path = tmp_path / "ads.parquet"
    pl.DataFrame([GOOD]).with_columns(pl.col("captured_at").str.to_datetime("%Y-%m-%dT%H:%M:%S%#z")).write_parquet(path)
    assert land_files(tmp_path, [path]).total_landed == 1


def test_a_source_can_be_given_for_records_that_name_none(tmp_path: Path) -> None:
    nameless = {name: value for name, value in GOOD.items() if name != "source"}
    report = land_files(tmp_path, [write(tmp_path, nameless)], source="partner_b")
    assert list(report.landed) == [("miami.partner_b", date(2026, 3, 1))]
    assert parse(tmp_path, "miami.partner_b", date(2026, 3, 1)).ads == 1


@pytest.mark.parametrize(
    ("name", "content", "named"),
    [
        ("ads.txt", b"a,b", "not a known form"),
        ("ads.parquet", b"PAR1 nonsense", "not a readable Parquet"),
        ("ads.jsonl", b"\xff\xfe{}\n", "line 1: not UTF-8"),
    ],
)
def test_an_unreadable_file_lands_nothing(tmp_path: Path, name: str, content: bytes, named: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ImportRefused, match=named):
        land_files(tmp_path, [write(tmp_path, GOOD, name="good.jsonl"), path])
    assert landed(tmp_path) == []
    assert not list((tmp_path / "raw").glob("*/.aside-*"))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match=r"gone\.jsonl: no such file"):
        land_files(tmp_path, [tmp_path / "gone.jsonl"])


def test_the_command_counts_and_the_refine_shows_the_partners_ads(home: Path, tmp_path: Path) -> None:
    """Late earlier data joins what was crawled; an imported source needs no YAML of its own."""
    import duckdb

    path = write(tmp_path, GOOD, GOOD | {"colour": "red"})
    ran = gaining_ground(home, "import", str(path), "--json")
    assert ran.code == 0, ran.err
    assert (ran.document["landed"], ran.document["quarantined"]) == (1, 1)
    refined = gaining_ground(home, "refresh", "--no-crawl", "--json")
    assert refined.code == 0, refined.err
    with duckdb.connect(refined.document["database"], read_only=True) as connection:
        assert connection.execute("SELECT ads FROM mart_city_days WHERE day = DATE '2026-03-01'").fetchall() == [(1,)]
        assert connection.execute("SELECT city_name FROM meta_sources WHERE market = 'miami.partner_a'").fetchall() == [
            ("Miami",)
        ]
    again = gaining_ground(home, "import", str(tmp_path / "nowhere.jsonl"))
    assert again.code == 1
    assert "no such file" in again.err


def test_several_processes_land_what_one_lands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scrapers.landing.MANY", 1)
    days = [f"2026-03-{day:02}T12:00:00Z" for day in range(1, 9)]
    records = [GOOD | {"url": f"https://ads.example.org/{n}", "captured_at": day} for n, day in enumerate(days * 3)]
    path = write(tmp_path, *records, GOOD | {"title": ""}, "{not json")
    reports = [land_files(tmp_path / str(workers), [path], workers=workers) for workers in (1, 2)]
    assert reports[0] == reports[1]
    assert reports[0].total_landed == 24
    assert [item.market for item in landed(tmp_path / "1")] == [item.market for item in landed(tmp_path / "2")]
    assert not list((tmp_path / "2" / "raw").glob(".import-*"))
