"""A raw partition: one WARC, its index, its listings and a manifest, landed whole or not at all.

`raw/<market>/<day>/` holds `pages.warc.gz`, `pages.parquet`, `listings.parquet` and `manifest.json`; the parser adds
`ads.parquet` and `quarantine.parquet`. A partition is written aside, made durable and shown by one rename; a second
crawl or import of the same market and day shows, again by one rename, a folder that holds old and new records.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapers import ledger
from scrapers.partition import (
    ASIDE,
    LISTINGS,
    MANIFEST,
    PAGES,
    WARC,
    make_durable,
    partition_folder,
    sha256_of,
    show,
)

if TYPE_CHECKING:
    import polars as pl

_INLINE = re.compile(rb"data:image/[a-zA-Z0-9.+-]{1,40}(?:;[a-zA-Z0-9=-]{1,40}){0,4},[A-Za-z0-9+/=%_-]*")


@dataclass(frozen=True)
class Page:
    """A response or imported record, ready to be archived; `kind` is robots, listing, ad, record or other."""

    url: str
    captured_at: datetime
    kind: str
    payload: bytes
    content_type: str
    status: int | None = None
    reason: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    request_headers: tuple[tuple[str, str], ...] = ()


class PartitionWriter:
    """Writes one partition aside; nothing is seen of it until `land`."""

    def __init__(self, home: Path, market: str, day: date, *, is_sandbox: bool, source_sha256: str | None) -> None:
        from warcio.warcwriter import WARCWriter

        self.home, self.market, self.day = home, market, day
        self.folder = partition_folder(home, market, day)
        self.is_sandbox, self.source_sha256 = is_sandbox, source_sha256
        self.aside = self.folder.parent / f"{ASIDE}{day.isoformat()}-{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self.aside.mkdir(parents=True)
        self.file = (self.aside / WARC).open("wb")
        self.warc = WARCWriter(self.file, gzip=True, warc_version="WARC/1.1")
        self.pages: list[dict[str, Any]] = []
        self.listings: list[dict[str, Any]] = []
        self.seen: set[str] = set()

    def add_page(self, page: Page) -> str | None:
        """Archive a page; returns its page_id, or None when the same capture is already here."""
        payload, cut = cut_pictures(page.payload)
        sha256 = hashlib.sha256(payload).hexdigest()
        captured = page.captured_at.isoformat(timespec="microseconds")
        identity = f"{self.market}\n{page.url}\n{captured}\n{sha256}"
        page_id = hashlib.sha256(identity.encode()).hexdigest()
        if page_id in self.seen:
            return None
        self.seen.add(page_id)
        offset = self.file.tell()
        self._write(page, payload, cut)
        self.pages.append(
            {
                "page_id": page_id,
                "market": self.market,
                "source": self.market.partition(".")[2] or self.market,
                "city": self.market.partition(".")[0],
                "day": self.day,
                "url": page.url,
                "captured_at": page.captured_at,
                "status": page.status,
                "kind": page.kind,
                "content_type": page.content_type,
                "sha256": sha256,
                "bytes": len(payload),
                "warc_file": f"{self.market}/{self.day.isoformat()}/{WARC}",
                "warc_offset": offset,
            }
        )
        return page_id

    def add_listing(self, url: str, entry_hash: str, page_id: str) -> None:
        """Note an ad seen in a listing; a second sighting in the same crawl adds nothing."""
        self.listings.append(
            {
                "market": self.market,
                "source": self.market.partition(".")[2] or self.market,
                "city": self.market.partition(".")[0],
                "day": self.day,
                "url": url,
                "entry_hash": entry_hash,
                "page_id": page_id,
            }
        )

    def land(self, started_at: datetime, ended_at: datetime, stats: dict[str, int]) -> dict[str, Any]:
        """Make the partition durable and show it by one rename; returns its manifest."""
        self.file.close()
        pages, listings = _frame(self.pages, PAGE_SCHEMA), _frame(self.listings, LISTING_SCHEMA)
        if (self.folder / MANIFEST).exists():
            pages, listings = self._with_what_is_there(pages, listings)
        listings = listings.unique(["market", "day", "url"], keep="last", maintain_order=True)
        pages.write_parquet(self.aside / PAGES)
        listings.write_parquet(self.aside / LISTINGS)
        manifest = self._manifest(pages, listings.height, started_at, ended_at, stats)
        text = json.dumps(manifest, indent=2) + "\n"
        (self.aside / MANIFEST).write_text(text, encoding="utf-8")
        make_durable(self.aside)
        show(self.aside, self.folder)
        ledger.append(self.home, self.market, self.day.isoformat(), hashlib.sha256(text.encode()).hexdigest())
        return manifest

    def discard(self) -> None:
        """Leave nothing behind."""
        self.file.close()
        shutil.rmtree(self.aside, ignore_errors=True)

    def _write(self, page: Page, payload: bytes, cut: int) -> None:
        warc_headers = {"WARC-Date": page.captured_at.isoformat(timespec="microseconds") + "Z"}
        if cut:
            warc_headers["X-Inline-Pictures-Cut"] = str(cut)
        if page.status is None:
            record = self.warc.create_warc_record(
                page.url, "resource", BytesIO(payload), len(payload), page.content_type, warc_headers
            )
            self.warc.write_record(record)
            return
        from warcio.statusandheaders import StatusAndHeaders

        answered = StatusAndHeaders(f"{page.status} {page.reason}".strip(), list(page.headers), protocol="HTTP/1.1")
        response = self.warc.create_warc_record(
            page.url,
            "response",
            BytesIO(payload),
            len(payload),
            http_headers=answered,
            warc_headers_dict=warc_headers,
        )
        asked = StatusAndHeaders(f"GET {page.url} HTTP/1.1", list(page.request_headers), is_http_request=True)
        request = self.warc.create_warc_record(
            page.url, "request", http_headers=asked, warc_headers_dict=dict(warc_headers)
        )
        self.warc.write_request_response_pair(request, response)

    def _with_what_is_there(self, pages: pl.DataFrame, listings: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Old records first, then the new ones: gzip members can be joined, so new offsets only move."""
        import polars as pl

        old_pages = pl.read_parquet(self.folder / PAGES)
        old_listings = pl.read_parquet(self.folder / LISTINGS)
        length = (self.folder / WARC).stat().st_size
        joined = self.aside / f"{WARC}.joined"
        with joined.open("wb") as out:
            for part in (self.folder / WARC, self.aside / WARC):
                with part.open("rb") as file:
                    shutil.copyfileobj(file, out)
        joined.replace(self.aside / WARC)
        moved = pages.with_columns(pl.col("warc_offset") + length)
        both = pl.concat([old_pages, moved]).unique("page_id", keep="first", maintain_order=True)
        return both, pl.concat([old_listings, listings])

    def _manifest(
        self,
        pages: pl.DataFrame,
        listed: int,
        started_at: datetime,
        ended_at: datetime,
        stats: dict[str, int],
    ) -> dict[str, Any]:
        def counted(column: str) -> dict[str, int]:
            return {str(key): n for key, n in sorted(Counter(pages[column].to_list()).items(), key=str)}

        return {
            "market": self.market,
            "day": self.day.isoformat(),
            "is_sandbox": self.is_sandbox,
            "started_at": started_at.isoformat(timespec="microseconds"),
            "ended_at": ended_at.isoformat(timespec="microseconds"),
            "source_sha256": self.source_sha256,
            "pages": pages.height,
            "listed": listed,
            "pages_by_kind": counted("kind"),
            "pages_by_status": counted("status"),
            "stats": stats,
            "files": {
                name: {"sha256": sha256_of(self.aside / name), "bytes": (self.aside / name).stat().st_size}
                for name in (WARC, PAGES, LISTINGS)
            },
        }


def cut_pictures(payload: bytes) -> tuple[bytes, int]:
    """Replace inline pictures by their hash: no picture is kept. Returns the payload and how many were cut."""

    def hashed(match: re.Match[bytes]) -> bytes:
        return b"data:,picture-cut-sha256-" + hashlib.sha256(match[0]).hexdigest().encode()

    if b"data:image/" not in payload:
        return payload, 0
    return _INLINE.subn(hashed, payload)


def _frame(rows: list[dict[str, Any]], schema: dict[str, str]) -> pl.DataFrame:
    import polars as pl

    types = {
        "text": pl.String(),
        "day": pl.Date(),
        "time": pl.Datetime("us"),
        "int": pl.Int32(),
        "long": pl.Int64(),
    }
    return pl.DataFrame(rows, schema={name: types[kind] for name, kind in schema.items()})


PAGE_SCHEMA = {
    **dict.fromkeys(("page_id", "market", "source", "city"), "text"),
    **{"day": "day", "url": "text", "captured_at": "time", "status": "int"},
    **dict.fromkeys(("kind", "content_type", "sha256"), "text"),
    **{"bytes": "long", "warc_file": "text", "warc_offset": "long"},
}
LISTING_SCHEMA = {
    **dict.fromkeys(("market", "source", "city"), "text"),
    **{"day": "day", "url": "text", "entry_hash": "text", "page_id": "text"},
}
