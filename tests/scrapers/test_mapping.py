"""A partner's own columns become AdRecords by a mapping; what it does not know is refused, not dropped."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from scrapers.landing import land_files
from scrapers.mapping import MappingError, read_mapping
from scrapers.parse import parse
from scrapers.partition import landed
from scrapers.partner_records import ImportRefused
from scrapers.warc import read_records

MAPPING = """
constants: {source: partner_b}
fields:
  url: link
  title: headline
  body: details.text
  captured_at: {from: seen, format: "%m/%d/%Y %H:%M", zone: America/New_York}
  city: {from: metro, values: {"Miami, FL": miami}}
  images: {from: photos, split: "|"}
ignore: [internal_id]
"""
ROW: dict[str, Any] = {
    "link": "https://ads.example.org/1",
    "headline": "Good company",
    "details.text": "Call 305-555-0123",
    "seen": "03/01/2026 21:30",
    "metro": "Miami, FL",
    "photos": "https://i.example.org/1|https://i.example.org/2",
    "internal_id": "17",
}


@pytest.fixture
def mapping(tmp_path: Path):
    (tmp_path / "partner.yml").write_text(MAPPING)
    return read_mapping(tmp_path / "partner.yml")


def csv_of(folder: Path, *rows: dict[str, Any]) -> Path:
    path = folder / "ads.csv"
    pl.DataFrame(list(rows)).write_csv(path)
    return path


def read(home: Path) -> pl.DataFrame:
    for item in landed(home):
        parse(home, item.market, item.day)
    return pl.concat([pl.read_parquet(item.folder / "ads.parquet") for item in landed(home)])


def test_csv_lands_by_the_mapping(tmp_path: Path, mapping) -> None:
    """Half past nine in the evening in New York is the next day in UTC, and the same day in Miami."""
    report = land_files(tmp_path, [csv_of(tmp_path, ROW)], mapping=mapping)
    assert (report.total_landed, report.quarantined) == (1, 0)
    (ad,) = read(tmp_path).to_dicts()
    assert (ad["market"], str(ad["day"]), str(ad["captured_at"])) == (
        *("miami.partner_b", "2026-03-01"),
        "2026-03-02 02:30:00",
    )
    assert (ad["body"], len(ad["images"])) == ("Call 305-555-0123", 2)


def test_json_lines_and_parquet_land_like_csv(tmp_path: Path, mapping) -> None:
    nested = {key: value for key, value in ROW.items() if key != "details.text"}
    (tmp_path / "ads.jsonl").write_text(json.dumps({**nested, "details": {"text": ROW["details.text"]}}) + "\n")
    pl.DataFrame([{**ROW, "link": "https://ads.example.org/2"}]).write_parquet(tmp_path / "ads.parquet")
    report = land_files(tmp_path, [tmp_path / "ads.jsonl", tmp_path / "ads.parquet"], mapping=mapping)
    assert (report.total_landed, report.quarantined) == (2, 0)
    assert set(read(tmp_path)["body"]) == {"Call 305-555-0123"}


def test_csv_without_a_mapping_names_its_columns_as_an_ad_record_does(tmp_path: Path) -> None:
    plain = {"source": "p", "city": "miami", "url": "https://x.example.org/1", "captured_at": "2026-03-01T12:00:00Z"}
    path = csv_of(tmp_path, {**plain, "title": "t", "body": "two\nlines, quoted", "age": "21", "phone": ""})
    assert land_files(tmp_path, [path]).total_landed == 1
    (ad,) = read(tmp_path).to_dicts()
    assert (ad["body"], ad["age"], ad["phone"]) == ("two\nlines, quoted", 21, None)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (ROW | {"metro": "Gotham"}, "city: not a city of the catalog"),
        (ROW | {"seen": "soon"}, "captured_at: missing or not a date"),
        (ROW | {"headline": ""}, "title: missing"),
    ],
)
def test_a_bad_row_is_quarantined_with_its_reason(tmp_path: Path, mapping, row: dict, reason: str) -> None:
    report = land_files(tmp_path, [csv_of(tmp_path, ROW | {"link": "https://ads.example.org/9"}, row)], mapping=mapping)
    assert (report.total_landed, dict(report.reasons)) == (1, {reason: 1})


def test_a_column_that_nobody_named_refuses_the_file(tmp_path: Path, mapping) -> None:
    with pytest.raises(ImportRefused, match="does not know the column 'colour'"):
        land_files(tmp_path, [csv_of(tmp_path, ROW | {"colour": "red"})], mapping=mapping)
    with pytest.raises(ImportRefused, match="has no column 'metro'"):
        land_files(tmp_path, [csv_of(tmp_path, {k: v for k, v in ROW.items() if k != "metro"})], mapping=mapping)
    (tmp_path / "ads.jsonl").write_text(json.dumps({**ROW, "colour": "red"}) + "\n")
    assert land_files(tmp_path, [tmp_path / "ads.jsonl"], mapping=mapping).reasons == {
        "unknown field: not a field of an AdRecord": 1
    }


@pytest.mark.parametrize("content", ["", "a,a\n1,2\n", 'a,b\n"never closed\n', "a,b\n\xff\n"])
def test_what_is_no_csv_lands_nothing(tmp_path: Path, content: str) -> None:
    (tmp_path / "ads.csv").write_text(content, encoding="latin-1")
    with pytest.raises(ImportRefused, match=r"ads\.csv"):
        land_files(tmp_path, [tmp_path / "ads.csv"])
    assert landed(tmp_path) == []


def test_each_record_says_which_file_and_line_it_came_from(tmp_path: Path, mapping) -> None:
    import hashlib

    path = csv_of(tmp_path, ROW, ROW | {"link": "https://ads.example.org/2"})
    land_files(tmp_path, [path], mapping=mapping)
    (item,) = landed(tmp_path)
    records = list(read_records(item.folder / "pages.warc.gz"))
    assert [record.warc_headers["X-Import-Line"] for record in records] == ["1", "2"]
    said = {record.warc_headers["X-Import-File"] for record in records}
    assert said == {f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"}
    assert all(len(record.warc_headers["X-Import-Mapping"]) == 71 for record in records)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("fields: {colour: c}", "colour is no field"),
        ("fields: {url: {from: u, zone: Nowhere/Land}}", "no time zone"),
        ("fields: [a]", "fields"),
        ("[1", "not valid YAML"),
    ],
)
def test_a_mapping_that_cannot_be_read_is_named(tmp_path: Path, text: str, named: str) -> None:
    (tmp_path / "m.yml").write_text(text)
    with pytest.raises(MappingError, match=named):
        read_mapping(tmp_path / "m.yml")
    with pytest.raises(MappingError, match="no such file"):
        read_mapping(tmp_path / "gone.yml")
