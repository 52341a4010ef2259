"""The child-safety list: there at once, held up by nothing, read under log, and in nothing that is published."""

from __future__ import annotations

import json
import re
import stat
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

from assets.safety.contacts import contacts
from assets.safety.restricted import folder, is_scanned, scan, signals
from tests.conftest import Refreshed, gaining_ground

MARK = "quite remarkable words"


def record(**changes: object) -> dict[str, object]:
    return {
        "source": "partner",
        "city": "atlanta",
        "url": "https://partner.example/1",
        "captured_at": "2026-03-01T18:00:00Z",
        "title": "Somebody",
        "body": f"{MARK}, she is 16, call 404-555-0123",
    } | changes


def landed(home: Path, *records: dict[str, object]) -> None:
    path = home / "records.jsonl"
    path.write_text("".join(json.dumps(entry) + "\n" for entry in records))
    ran = gaining_ground(home, "import", str(path))
    assert ran.code == 0, ran.err


def test_it_is_written_as_soon_as_an_import_is_parsed(tmp_path: Path) -> None:
    landed(
        tmp_path,
        record(),
        record(url="https://partner.example/2", body="no underage please"),
        record(url="https://partner.example/3", body="a quiet evening", age=17),
    )
    found = signals(tmp_path)
    assert sorted(found["kind"]) == ["declared age", "stated age"]
    assert not (tmp_path / "work" / "warehouse.duckdb").exists(), "before any stage was refined"
    (row,) = found.filter(kind="stated age").to_dicts()
    assert (row["market"], row["day"], row["term"]) == ("atlanta.partner", date(2026, 3, 1), "she is 16")


def test_it_has_the_ids_of_the_stages_and_is_not_published(tmp_path: Path) -> None:
    landed(tmp_path, record())
    ran = gaining_ground(tmp_path, "refresh", "--no-crawl", "--json")
    assert ran.code == 0, ran.err
    assert ran.document["child_safety_unread"] == 1
    build = (tmp_path / "published" / "current").resolve()
    with duckdb.connect(str(build / "investigator.duckdb"), read_only=True) as connection:
        names = connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
        columns = connection.execute("SELECT DISTINCT table_name FROM meta_columns").fetchall()
        checks = connection.execute("SELECT DISTINCT table_name FROM meta_checks").fetchall()
    with duckdb.connect(str(tmp_path / "work" / "warehouse.duckdb"), read_only=True) as connection:
        ads = connection.execute("SELECT ad_id FROM stg_ads").fetchall()
    assert [(ad,) for ad in signals(tmp_path)["ad_id"]] == ads
    assert "child_safety" not in {name for (name,) in [*names, *columns, *checks]}
    told = [path for path in build.rglob("*") if path.suffix in {".html", ".json", ".js"}]
    assert told
    assert not any("child_safety" in path.read_text(encoding="utf-8") for path in told)


def test_no_contract_city_or_broken_market_holds_it_up(home: Path) -> None:
    """A market that breaks its promise is set aside and a contract blocks the publish; the list is there all the same."""
    spoilt = home / "raw" / "miami.pinelist"
    (path,) = spoilt.glob("2*/ads.parquet")
    frame = pl.read_parquet(path)
    first = pl.int_range(pl.len()) == 0
    frame = frame.with_columns(
        pl.when(first).then(pl.lit("")).otherwise("title").alias("title"),
        pl.when(first).then(pl.lit("she is 17 and new here")).otherwise("body").alias("body"),
    )
    frame.write_parquet(path, metadata=pl.read_parquet_metadata(path))
    # For some hours of the night the cities are of two dates, so each market has a day of its own.
    for ads in (home / "raw" / "houston.pinelist").glob("2*/ads.parquet"):
        ads.with_name("pages.parquet").write_bytes(b"broken")
        ads.unlink()
    ran = gaining_ground(home, "refresh", "--no-crawl", "--from", "2026-01-01")
    assert ran.code != 0, "Houston cannot be read"
    assert signals(home)["market"].to_list() == ["miami.pinelist"]


def test_other_words_look_at_everything_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    landed(tmp_path, record())
    place = (tmp_path, "atlanta.partner", date(2026, 3, 1))
    assert is_scanned(*place)
    monkeypatch.setattr("assets.safety.restricted.scanner_version", lambda: "another")
    assert not is_scanned(*place)
    assert scan(*place) == 1
    assert is_scanned(*place)


def test_every_reading_is_logged_and_names_whom_to_tell(tmp_path: Path) -> None:
    landed(tmp_path, record(body="she is 16\x1b[2J\nand here"))
    ran = gaining_ground(tmp_path, "child-safety", "--by", "Reader One")
    assert ran.code == 0, ran.err
    assert "she is 16" in ran.out
    assert "\x1b" not in ran.out
    assert all(contact.reach in ran.out for contact in contacts())
    (line,) = (tmp_path / "records" / "access.jsonl").read_text().splitlines()
    entry = json.loads(line)
    assert (entry["by"], entry["what"], entry["ads"]) == ("Reader One", "child-safety", 1)
    assert not re.search(r"\b16\b", line.replace(entry["at"], "")), "what was read is not in the log"
    again = gaining_ground(tmp_path, "child-safety", "--since", "2026-03-02", "--json").document
    assert again["signals"] == []
    assert len((tmp_path / "records" / "access.jsonl").read_text().splitlines()) == 2


def test_what_was_read_waits_no_longer(tmp_path: Path) -> None:
    landed(tmp_path, record())
    assert gaining_ground(tmp_path, "child-safety").code == 0
    assert gaining_ground(tmp_path, "refresh", "--no-crawl", "--json").document["child_safety_unread"] == 0


def test_nobody_else_on_the_machine_can_open_it(tmp_path: Path) -> None:
    landed(tmp_path, record())
    gaining_ground(tmp_path, "child-safety")
    private = [folder(tmp_path), *folder(tmp_path).rglob("*"), tmp_path / "records" / "access.jsonl"]
    assert all(not stat.S_IMODE(path.stat().st_mode) & 0o077 for path in private)


def test_a_crawled_market_of_adults_raises_nothing(refreshed: Refreshed) -> None:
    assert signals(refreshed.home).height == 0
    assert len(list(folder(refreshed.home).glob("*/*.parquet"))) == 15
