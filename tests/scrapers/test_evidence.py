"""An ad's bundle can be checked without this software, and is refused when the archive does not hold."""

from __future__ import annotations

import gzip
import hashlib
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from scrapers.evidence import EvidenceMissing, Place, bundle
from scrapers.partition import partition_folder
from tests.scrapers.test_archive import DAY, land, page


@pytest.fixture
def place(tmp_path: Path) -> Place:
    land(tmp_path, page(1), page(2, b"<p>the one</p>"), page(3))
    (row,) = (
        pl.read_parquet(partition_folder(tmp_path, "atlanta.pinelist", DAY) / "pages.parquet")
        .filter(pl.col("url").str.ends_with("/2"))
        .to_dicts()
    )
    wanted = ("url", "captured_at", "warc_file", "warc_offset", "sha256")
    return Place("a" * 64, **{name: row[name] for name in wanted})


def test_a_bundle_holds_the_record_and_what_proves_it(tmp_path: Path, place: Place) -> None:
    with zipfile.ZipFile(bundle(tmp_path, place, tmp_path / "ad.zip")) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert files["payload"] == b"<p>the one</p>"
    record = gzip.decompress(files["record.warc.gz"]).decode()
    assert record.count("WARC-Type: response") == record.count("WARC-Type: request") == 1
    assert place.url in record
    words = files["README.txt"].decode()
    assert place.sha256 in words
    assert "What was not captured" in words
    for name in ("record.warc.gz", "payload", "headers.txt", "manifest.json", "ledger.json"):
        assert hashlib.sha256(files[name]).hexdigest() in words
    ledger = json.loads(files["ledger.json"])
    assert ledger["entries"][0]["manifest_sha256"] == hashlib.sha256(files["manifest.json"]).hexdigest()


def test_the_same_evidence_is_the_same_file(tmp_path: Path, place: Place) -> None:
    one, two = (bundle(tmp_path, place, tmp_path / f"{n}.zip").read_bytes() for n in range(2))
    assert one == two


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"sha256": "0" * 64}, "not what was archived"),
        ({"warc_offset": 3}, "no record begins there"),
        ({"warc_file": "atlanta.pinelist/2026-03-09/pages.warc.gz"}, "see its tombstone"),
    ],
)
def test_what_does_not_hold_is_no_evidence(tmp_path: Path, place: Place, change: dict, said: str) -> None:
    with pytest.raises(EvidenceMissing, match=said):
        bundle(tmp_path, replace(place, **change), tmp_path / "ad.zip")
    assert not (tmp_path / "ad.zip").exists()
