"""A partition lands whole by one rename, keeps what was there, and every byte of it can be proven."""

from __future__ import annotations

import gzip
import hashlib
import json
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest
from warcio.archiveiterator import ArchiveIterator

from scrapers import ledger, partition
from scrapers.archive import Page, PartitionWriter, cut_pictures
from scrapers.partition import landed, partition_folder, recover

DAY, AT = date(2026, 3, 1), datetime(2026, 3, 1, 12)


def page(number: int, payload: bytes = b"<p>ad</p>") -> Page:
    url = f"http://atlanta.pinelist.test/ad/{number}"
    return Page(url, AT, "ad", payload, "text/html", 200, headers=(("Content-Type", "text/html"),))


def land(home: Path, *pages: Page) -> dict:
    writer = PartitionWriter(home, "atlanta.pinelist", DAY, is_sandbox=True, source_sha256=None)
    for one in pages:
        page_id = writer.add_page(one)
        if page_id:
            writer.add_listing(one.url, hashlib.sha256(one.url.encode()).hexdigest(), page_id)
    return writer.land(AT, AT, {"ads": len(pages)})


def payloads(home: Path) -> dict[str, bytes]:
    """Each page of the index read back from the WARC at its offset."""
    folder = partition_folder(home, "atlanta.pinelist", DAY)
    found = {}
    for row in pl.read_parquet(folder / "pages.parquet").iter_rows(named=True):
        with (home / "raw" / row["warc_file"]).open("rb") as file:
            file.seek(row["warc_offset"])
            content = next(iter(ArchiveIterator(file))).content_stream().read()
        assert hashlib.sha256(content).hexdigest() == row["sha256"]
        found[row["url"]] = content
    return found


def test_a_partition_holds_its_pages_and_a_manifest_of_its_files(tmp_path: Path) -> None:
    manifest = land(tmp_path, page(1), page(2, b"two"))
    assert payloads(tmp_path)["http://atlanta.pinelist.test/ad/2"] == b"two"
    folder = partition_folder(tmp_path, "atlanta.pinelist", DAY)
    for name, file in manifest["files"].items():
        assert partition.sha256_of(folder / name) == file["sha256"]
    assert json.loads((folder / "manifest.json").read_text()) == manifest


def test_a_second_crawl_keeps_old_and_new_records(tmp_path: Path) -> None:
    land(tmp_path, page(1), page(2))
    land(tmp_path, page(2), page(3, b"three"))
    assert len(payloads(tmp_path)) == 3
    assert [entry["seq"] for entry in ledger.entries(tmp_path)] == [1, 2]
    assert [item.market for item in landed(tmp_path)] == ["atlanta.pinelist"]


def test_where_paths_cannot_be_exchanged_a_half_done_swap_is_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    land(tmp_path, page(1))
    folder = partition_folder(tmp_path, "atlanta.pinelist", DAY)
    folder.rename(folder.parent / f".replaced-{folder.name}")
    assert landed(tmp_path) == []
    recover(tmp_path)
    assert len(landed(tmp_path)) == 1
    monkeypatch.setattr(partition, "exchange", lambda *_: False)
    land(tmp_path, page(2))
    assert len(payloads(tmp_path)) == 2


def test_what_was_not_landed_is_not_seen_and_a_discard_leaves_nothing(tmp_path: Path) -> None:
    writer = PartitionWriter(tmp_path, "atlanta.pinelist", DAY, is_sandbox=True, source_sha256=None)
    writer.add_page(page(1))
    assert landed(tmp_path) == []
    writer.discard()
    assert list((tmp_path / "raw" / "atlanta.pinelist").iterdir()) == []


def test_a_crash_between_landing_and_ledger_is_mended(tmp_path: Path) -> None:
    land(tmp_path, page(1))
    ledger.ledger_path(tmp_path).unlink()
    assert recover(tmp_path) == ["completed the ledger for atlanta.pinelist 2026-03-01"]
    assert ledger.entries(tmp_path)[0]["note"] == "recovered"


def test_inline_pictures_are_cut_and_replaced_by_their_hash(tmp_path: Path) -> None:
    """No picture is kept."""
    picture = b"data:image/png;base64,iVBORw0KGgo="
    land(tmp_path, page(1, b'<img src="' + picture + b'"><p>ad</p>'))
    kept = payloads(tmp_path)["http://atlanta.pinelist.test/ad/1"]
    assert picture not in kept
    assert hashlib.sha256(picture).hexdigest().encode() in kept
    assert b"<p>ad</p>" in kept
    assert cut_pictures(b"no data:text here") == (b"no data:text here", 0)


@pytest.mark.parametrize("name", ["../etc", "a/b", "", "atlanta.pinelist/..", "A.b", "x" * 80])
def test_no_name_becomes_a_path(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="not a name of the form"):
        partition_folder(tmp_path, name, DAY)


def test_the_ledger_shows_a_change(tmp_path: Path) -> None:
    for number in range(3):
        land(tmp_path, page(number))
    assert ledger.verify_chain(tmp_path) == 3
    path = ledger.ledger_path(tmp_path)
    lines = path.read_text().splitlines()
    path.write_text("\n".join([lines[0], lines[1].replace('"landed"', '"forged"'), lines[2]]) + "\n")
    with pytest.raises(ledger.LedgerError, match="line 2"):
        ledger.verify_chain(tmp_path)
    path.write_text("\n".join([lines[0], lines[2]]) + "\n")
    with pytest.raises(ledger.LedgerError, match="line 2"):
        ledger.verify_chain(tmp_path)


def test_a_torn_ledger_line_is_cut_off(tmp_path: Path) -> None:
    land(tmp_path, page(1))
    with ledger.ledger_path(tmp_path).open("a") as file:
        file.write('{"seq": 2, "previ')
    recover(tmp_path)
    land(tmp_path, page(2))
    assert ledger.verify_chain(tmp_path) == 2


def test_an_imported_record_is_written_as_warcio_would(tmp_path: Path) -> None:
    """Our own writer of resource records, read by warcio: headers, digests and payload."""
    from scrapers.warc import members, resource_payload

    payload = '{"title": "für alle"}\r\n\r\n'.encode()
    record = Page(
        "https://x.test/1",
        datetime(2026, 3, 1, 12),
        "record",
        payload,
        "application/json",
        provenance=(("X-Import-Line", "7"),),
    )
    path = tmp_path / "one.warc.gz"
    path.write_bytes(members(record, payload, 0))
    with path.open("rb") as file:
        (found,) = [
            (r.rec_type, r.rec_headers, r.content_stream().read()) for r in ArchiveIterator(file, check_digests="raise")
        ]
    kind, headers, content = found
    assert (kind, content) == ("resource", payload)
    assert headers.get_header("WARC-Target-URI") == "https://x.test/1"
    assert headers.get_header("X-Import-Line") == "7"
    assert resource_payload(path.read_bytes()) == payload
    for broken in (b"", path.read_bytes()[:-20], gzip.compress(b"WARC/1.1\r\n\r\n")):
        with pytest.raises(ValueError, match="is no"):
            resource_payload(broken)
    with pytest.raises(ValueError, match="line end"):
        members(
            Page("https://x.test/1\r\nX: y", datetime(2026, 3, 1, 12), "record", payload, "application/json"),
            payload,
            0,
        )
