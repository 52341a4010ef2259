"""A purge removes records for good, copies the others byte for byte, and leaves tombstones that verify accepts."""

from __future__ import annotations

import gzip
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from scrapers.archive import PartitionWriter
from scrapers.partition import LISTINGS, PAGES, WARC, landed, partition_folder
from scrapers.purge import Purged, Removal, purge
from scrapers.tombstones import TOMBSTONES, stones_of
from scrapers.verify import verify
from scrapers.warc import Page

MARKET, DAY, SINCE = "atlanta.pinelist", date(2026, 3, 2), date(2026, 6, 1)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC).replace(tzinfo=None)


def ad(number: int) -> Page:
    payload = f"<h1>unmistakable {number}</h1>".encode()
    return Page(f"https://x.test/ads/{number}", NOON, "ad", payload, "text/html", 200, "OK")


def land(home: Path, numbers: range) -> list[str]:
    """A listing that shows the ads, and their pages; returns the ids, the listing's first."""
    writer = PartitionWriter(home, MARKET, DAY, is_sandbox=False, source_sha256=None)
    shown = " ".join(f"unmistakable {number}" for number in numbers).encode()
    listing = writer.add_page(
        Page("https://x.test/ads", NOON + timedelta(seconds=numbers.start), "listing", shown, "text/html", 200, "OK")
    )
    assert listing is not None
    ids = [listing]
    for number in numbers:
        page_id = writer.add_page(ad(number))
        writer.add_listing(f"https://x.test/ads/{number}", "0" * 64, listing)
        if page_id:
            ids.append(page_id)
    writer.land(NOON, NOON, {})
    return ids


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return partition_folder(tmp_path, MARKET, DAY)


def archived(folder: Path) -> bytes:
    return gzip.decompress((folder / WARC).read_bytes())


def test_one_record_goes_and_the_listing_that_showed_it_is_emptied(tmp_path: Path, folder: Path) -> None:
    listing, first, second, third = land(tmp_path, range(1, 4))
    removal = Removal(pages=[second], emptied=[listing], urls=["https://x.test/ads/2"])
    assert purge(tmp_path, MARKET, DAY, removal, SINCE, "a request") == Purged(1, 1, is_buried=False)
    assert b"unmistakable 2" not in archived(folder)
    assert b"unmistakable 1" in archived(folder)
    pages, listings = pl.read_parquet(folder / PAGES), pl.read_parquet(folder / LISTINGS)
    assert set(pages["page_id"]) >= {first, third}
    assert listings["url"].to_list() == ["https://x.test/ads/1", "https://x.test/ads/3"]
    assert set(listings["page_id"]) < set(pages["page_id"]), "the other ads were seen there that day"
    done = verify(tmp_path)
    assert done.findings == ()
    assert (done.records, done.tombstones) == (3, 2)
    assert set(stones_of(folder)["page_id"]) == {listing, second}


def test_twice_is_once_and_a_second_purge_keeps_the_first_stones(tmp_path: Path, folder: Path) -> None:
    _, first, second, _ = land(tmp_path, range(1, 4))
    for gone in (first, first, second):
        purge(tmp_path, MARKET, DAY, Removal(pages=[gone]), SINCE, "a request")
    assert set(stones_of(folder)["page_id"]) == {first, second}
    assert verify(tmp_path).findings == ()


def test_a_partition_of_which_nothing_is_left_is_buried(tmp_path: Path, folder: Path) -> None:
    ids = land(tmp_path, range(1, 3))
    assert purge(tmp_path, MARKET, DAY, Removal(pages=ids), SINCE, "90 days").is_buried
    assert landed(tmp_path) == []
    assert sorted(path.name for path in folder.iterdir()) == ["tombstone.json", TOMBSTONES]
    assert (verify(tmp_path).findings, verify(tmp_path).tombstones) == ((), 3)


def test_what_was_purged_does_not_land_again(tmp_path: Path, folder: Path) -> None:
    _, first, _ = land(tmp_path, range(1, 3))
    purge(tmp_path, MARKET, DAY, Removal(pages=[first]), SINCE, "a request")
    land(tmp_path, range(1, 4))
    assert b"<h1>unmistakable 1" not in archived(folder)
    assert b"<h1>unmistakable 3" in archived(folder)
    assert first in set(stones_of(folder)["page_id"])
    assert verify(tmp_path).findings == ()


def test_a_buried_partition_that_lands_again_keeps_its_stones(tmp_path: Path, folder: Path) -> None:
    ids = land(tmp_path, range(1, 2))
    purge(tmp_path, MARKET, DAY, Removal(pages=ids), SINCE, "90 days")
    land(tmp_path, range(1, 3))
    assert set(stones_of(folder)["page_id"]) == set(ids)
    assert b"<h1>unmistakable 1" not in archived(folder)
    assert verify(tmp_path).findings == ()


def test_a_purge_that_the_ledger_does_not_know_is_found(tmp_path: Path, folder: Path) -> None:
    _, first, _ = land(tmp_path, range(1, 3))
    purge(tmp_path, MARKET, DAY, Removal(pages=[first]), SINCE, "a request")
    (folder / "manifest.json").write_text((folder / "manifest.json").read_text().replace('"purged"', '"removed"'))
    said = " ".join(finding.what for finding in verify(tmp_path).findings)
    assert "is not the manifest that" in said
    assert "tells of a purge that the ledger does not know" in said


def test_a_record_that_came_back_is_found(tmp_path: Path, folder: Path) -> None:
    _, first, _ = land(tmp_path, range(1, 3))
    before = pl.read_parquet(folder / PAGES)
    purge(tmp_path, MARKET, DAY, Removal(pages=[first]), SINCE, "a request")
    before.write_parquet(folder / PAGES)
    assert "holds 1 records that were purged" in " ".join(finding.what for finding in verify(tmp_path).findings)


def test_a_kill_between_the_rename_and_the_ledger_is_mended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = land(tmp_path, range(1, 2))

    class Killed(BaseException):
        pass

    def killed(*_: object, **__: object) -> str:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("scrapers.purge.ledger.append", killed)
        with pytest.raises(Killed):
            purge(tmp_path, MARKET, DAY, Removal(pages=ids), SINCE, "90 days")
    assert verify(tmp_path).findings
    purge(tmp_path, MARKET, DAY, Removal(pages=ids), SINCE, "90 days")
    assert verify(tmp_path).findings == ()
