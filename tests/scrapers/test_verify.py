"""Nothing in the archive can be changed, removed, added or moved without being told where."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from scrapers import ledger
from scrapers.partition import partition_folder, sha256_of
from scrapers.tombstones import Tombstone, bury
from scrapers.verify import verify
from scrapers.warc import read_at
from tests.scrapers.test_archive import DAY, land, page

MARKET = "atlanta.pinelist"


def folder(home: Path) -> Path:
    return partition_folder(home, MARKET, DAY)


@pytest.fixture
def landed(tmp_path: Path) -> Path:
    land(tmp_path, *(page(number, b"<p>ad number %d</p>" % number) for number in range(4)))
    return tmp_path


def members(home: Path) -> list[bytes]:
    """The records of the WARC with their requests, in order."""
    offsets = pl.read_parquet(folder(home) / "pages.parquet")["warc_offset"].to_list()
    return [read_at(folder(home) / "pages.warc.gz", offset)[1] for offset in offsets]


def flip(home: Path) -> None:
    path = folder(home) / "pages.warc.gz"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def rewrite(home: Path, change: Callable[[list[bytes]], list[bytes]]) -> None:
    (folder(home) / "pages.warc.gz").write_bytes(b"".join(change(members(home))))


def reconcile(home: Path) -> None:
    """What a thorough forger does: the manifest fits the files again, and only ledger and index speak."""
    path = folder(home) / "manifest.json"
    manifest = json.loads(path.read_text())
    for name, held in manifest["files"].items():
        held["sha256"], held["bytes"] = sha256_of(folder(home) / name), (folder(home) / name).stat().st_size
    path.write_text(json.dumps(manifest, indent=2) + "\n")


def said(home: Path) -> str:
    return "\n".join(f"{finding.where}: {finding.what}" for finding in verify(home).findings)


def test_what_was_archived_holds(landed: Path) -> None:
    land(landed, page(9))
    done = verify(landed)
    assert done.findings == ()
    assert (done.entries, done.partitions, done.records) == (2, 1, 5)
    assert done.head == ledger.head(landed)


def test_the_same_record_imported_twice_is_one(landed: Path) -> None:
    land(landed, page(0, b"<p>ad number 0</p>"))
    assert verify(landed).findings == ()
    assert verify(landed).records == 4


def test_every_flipped_byte_is_found(landed: Path) -> None:
    path = folder(landed) / "pages.warc.gz"
    whole = path.read_bytes()
    for at in range(0, len(whole), 97):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert f"{MARKET}/{DAY}/pages.warc.gz" in said(landed), at
    path.write_bytes(whole)
    assert said(landed) == ""


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda parts: parts[:-1], "the record of the index is missing"),
        (lambda parts: [*parts, parts[0]], "no page of the index names: it was added or moved"),
        (lambda parts: [parts[1], parts[0], *parts[2:]], "its payload is not what was archived"),
        (lambda parts: [parts[0], parts[1][:-20]], "the record of the index is missing"),
    ],
    ids=["missing", "added", "reordered", "cut off"],
)
def test_a_record_that_is_missing_added_or_moved_is_found(
    landed: Path, change: Callable[[list[bytes]], list[bytes]], what: str
) -> None:
    """Also by a forger who makes the manifest fit."""
    rewrite(landed, change)
    assert "is not the file that the manifest describes" in said(landed)
    reconcile(landed)
    assert what in said(landed)
    assert "is not the manifest that line 1 of the ledger names" in said(landed)


def test_a_forged_ledger_line_is_found(landed: Path) -> None:
    path = ledger.ledger_path(landed)
    path.write_text(path.read_text().replace('"landed"', '"seized"'))
    assert "line 1" in said(landed)


def test_a_ledger_made_anew_is_found_by_a_head_written_down_before(landed: Path) -> None:
    """It holds in itself; what was published before does not fit it."""
    head = str(ledger.head(landed))
    assert verify(landed, {"build 7": head}).findings == ()
    manifest = hashlib.sha256((folder(landed) / "manifest.json").read_bytes()).hexdigest()
    ledger.ledger_path(landed).unlink()
    ledger.append(landed, MARKET, DAY.isoformat(), manifest)
    assert said(landed) == ""
    (finding,) = verify(landed, {"build 7": head}).findings
    assert "build 7" in finding.what


def test_a_partition_that_vanished_or_came_by_hand_is_found(landed: Path) -> None:
    copied = folder(landed).parent / "2026-03-02"
    shutil.copytree(folder(landed), copied)
    assert "2026-03-02: stands in no line of the ledger" in said(landed)
    shutil.rmtree(copied)
    shutil.rmtree(folder(landed))
    assert "is missing; line 1 of the ledger says that it landed" in said(landed)


def purge(home: Path, reason: str = "not queued within 90 days") -> None:
    manifest = hashlib.sha256((folder(home) / "manifest.json").read_bytes()).hexdigest()
    shutil.rmtree(folder(home))
    folder(home).mkdir()
    bury(folder(home), Tombstone(manifest, date(2026, 6, 1), reason))
    ledger.append(home, MARKET, DAY.isoformat(), manifest, note="purged")


def test_a_tombstone_is_accepted(landed: Path) -> None:
    purge(landed)
    done = verify(landed)
    assert done.findings == ()
    assert (done.tombstones, done.partitions, done.records) == (1, 0, 0)


def test_a_tombstone_that_the_ledger_does_not_know_is_not(landed: Path) -> None:
    purge(landed, reason=" ")
    assert "is not a purge that the ledger knows" in said(landed)
    (folder(landed) / "tombstone.json").write_text('{"manifest_sha256": 1}')
    assert "does not say manifest_sha256, date and reason" in said(landed)


def test_a_tombstone_over_what_is_still_there_is_not(landed: Path) -> None:
    (folder(landed).parent / "kept").mkdir()
    shutil.copy(folder(landed) / "pages.warc.gz", folder(landed).parent / "kept")
    purge(landed)
    shutil.copy(folder(landed).parent / "kept" / "pages.warc.gz", folder(landed))
    assert "is there although the partition was purged" in said(landed)
