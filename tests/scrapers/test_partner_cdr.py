"""Documents of MEMEX CDR land as pages of a source, or as records by a mapping; pictures do not."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import polars as pl

from scrapers.landing import land_files
from scrapers.mapping import read_mapping
from scrapers.parse import parse
from scrapers.partition import landed
from scrapers.partner_records import is_cdr

PAGE = (Path(__file__).parent / "pages" / "pinelist" / "full.html").read_text()
#: 1 March 2026, noon, UTC.
NOON = 1_772_366_400_000
DOCUMENT: dict[str, Any] = {
    "_id": "1",
    "url": "https://miami.pinelist.test/ads/1",
    "timestamp": NOON,
    "content_type": "text/html",
    "raw_content": PAGE,
    "extracted_text": "Good company. Call 305-555-0123",
    "extracted_metadata": {"title": "Good company"},
    "team": "t",
    "crawler": "c",
    "version": "2.0",
}


def write(folder: Path, *documents: Any, name: str = "cdr.jsonl") -> Path:
    text = "".join(f"{json.dumps(document)}\n" for document in documents).encode()
    (folder / name).write_bytes(gzip.compress(text) if name.endswith(".gz") else text)
    return folder / name


def test_a_page_lands_by_its_host_and_its_day_and_is_read(tmp_path: Path) -> None:
    report = land_files(tmp_path, [write(tmp_path, DOCUMENT, name="cdr.jsonl.gz")], source="pinelist")
    assert (report.total_landed, report.quarantined) == (1, 0)
    ((market, day),) = report.landed
    assert (market, str(day)) == ("miami.pinelist", "2026-03-01")
    assert parse(tmp_path, market, day).ads == 1
    (item,) = landed(tmp_path)
    assert pl.read_parquet(item.folder / "pages.parquet")["kind"].to_list() == ["ad"]


def test_what_is_no_page_is_counted_with_its_reason(tmp_path: Path) -> None:
    picture = {"_id": "2", "obj_parent": "1", "obj_stored_url": "s", "timestamp": NOON, "team": "t", "raw_content": ""}
    elsewhere = DOCUMENT | {"url": "https://elsewhere.example.org/1"}
    timeless = DOCUMENT | {"timestamp": "soon"}
    report = land_files(tmp_path, [write(tmp_path, DOCUMENT, picture, elsewhere, timeless, 7)], source="pinelist")
    assert report.total_landed == 1
    assert dict(report.reasons) == {
        "document: a picture or other media, which is not kept": 1,
        "url: not of a host of this source's markets": 1,
        "timestamp: missing or not a date": 1,
        "document: not a JSON object": 1,
    }


def test_a_mapping_reads_what_was_extracted(tmp_path: Path) -> None:
    (tmp_path / "m.yml").write_text(
        "constants: {source: memex, city: miami}\n"
        "fields: {url: url, title: extracted_metadata.title, body: extracted_text,\n"
        "         captured_at: {from: timestamp, format: epoch_ms}}\n"
        "ignore: [_id, content_type, raw_content, team, crawler, version]\n"
    )
    path = write(tmp_path, DOCUMENT)
    report = land_files(tmp_path, [path], mapping=read_mapping(tmp_path / "m.yml"))
    assert (report.total_landed, report.quarantined) == (1, 0)
    assert [str(day) for _, day in report.landed] == ["2026-03-01"]


def test_ad_records_are_no_cdr(tmp_path: Path) -> None:
    assert is_cdr(write(tmp_path, DOCUMENT))
    assert not is_cdr(write(tmp_path, {"url": "u", "title": "t"}, name="ads.jsonl"))
    assert not is_cdr(tmp_path / "ads.csv")
