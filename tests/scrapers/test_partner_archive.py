"""A partner's WARC lands by city and day and is read by the same page objects as a crawl's pages."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest
from warcio.warcwriter import WARCWriter

from scrapers.landing import land_files
from scrapers.parse import parse
from scrapers.partition import landed, partition_folder
from scrapers.partner_records import ImportRefused
from scrapers.verify import verify
from scrapers.warc import Page, members

PAGES = Path(__file__).parent / "pages" / "pinelist"
AT = datetime(2026, 3, 2, 3)  # in Atlanta it is still the day before


def page(url: str, payload: bytes, status: int = 200, kind: str = "text/html; charset=utf-8") -> bytes:
    headers = (("Content-Type", kind),)
    return members(Page(url, AT, "ad", b"", kind, status, "OK", headers, (("User-Agent", "partner"),)), payload, 0)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "partner.warc.gz"
    host = "http://atlanta.pinelist.test"
    path.write_bytes(
        page(f"{host}/robots.txt", b"User-agent: *", kind="text/plain")
        + page(f"{host}/ads", (PAGES / "listing.html").read_bytes())
        + page(f"{host}/ad/1", (PAGES / "full.html").read_bytes())
        + page(f"{host}/ad/2", (PAGES / "no_title.html").read_bytes())
        + page(f"{host}/ad/3", b"gone", status=404)
        + page(f"{host}/a.png", b"\x89PNG", kind="image/png")
        + page("http://elsewhere.test/ad/1", (PAGES / "full.html").read_bytes())
        + page("http://miami.pinelist.test/ad/9", (PAGES / "full.html").read_bytes())
    )
    return path


def test_pages_land_by_their_host_and_the_citys_day(tmp_path: Path, archive: Path) -> None:
    report = land_files(tmp_path, [archive], "pinelist")
    assert dict(report.landed) == {
        ("atlanta.pinelist", date(2026, 3, 1)): 3,
        ("miami.pinelist", date(2026, 3, 1)): 1,
    }
    assert report.reasons == {"url: not of a host of this source's markets": 1}
    folder = partition_folder(tmp_path, "atlanta.pinelist", date(2026, 3, 1))
    assert pl.read_parquet(folder / "listings.parquet").height == 25
    assert verify(tmp_path).findings == ()
    done = parse(tmp_path, "atlanta.pinelist", date(2026, 3, 1))
    assert (done.ads, done.by_reason) == (1, {"title: missing": 1})
    (ad,) = pl.read_parquet(folder / "ads.parquet").to_dicts()
    assert (ad["title"], ad["captured_at"]) == ("Ava & company", AT)


def test_an_archive_without_compression_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "plain.warc"
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=False)
        from io import BytesIO

        from warcio.statusandheaders import StatusAndHeaders

        payload = (PAGES / "full.html").read_bytes()
        headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                "http://atlanta.pinelist.test/ad/1",
                "response",
                BytesIO(payload),
                len(payload),
                http_headers=headers,
                warc_headers_dict={"WARC-Date": "2026-03-01T12:00:00Z"},
            )
        )
    assert land_files(tmp_path, [path], "pinelist").total_landed == 1


@pytest.mark.parametrize("source", [None, "nowhere"])
def test_pages_need_a_source(tmp_path: Path, archive: Path, source: str | None) -> None:
    with pytest.raises(ValueError, match=r"--source with one of cardway, corkboard, pinelist"):
        land_files(tmp_path, [archive], source)
    assert landed(tmp_path) == []


@pytest.mark.parametrize("cut", [0.3, 0.6])
def test_a_broken_archive_lands_nothing(tmp_path: Path, archive: Path, cut: float) -> None:
    whole = archive.read_bytes()
    at = int(len(whole) * cut)
    archive.write_bytes(whole[:at] + b"\x00" * 400 + whole[at + 400 :])
    with pytest.raises(ValueError, match="ask the sender for it again"):
        land_files(tmp_path, [archive], "pinelist")
    assert landed(tmp_path) == []


def test_another_form_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ads.pdf"
    path.write_bytes(b"%PDF")
    with pytest.raises(ImportRefused, match=r"\.warc"):
        land_files(tmp_path, [path], "pinelist")
