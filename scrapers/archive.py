"""A raw partition: one WARC, its index, its listings and a manifest, landed whole or not at all.

`raw/<market>/<day>/` holds `pages.warc.gz`, `pages.parquet`, `listings.parquet` and `manifest.json`; the parser adds
`ads.parquet` and `quarantine.parquet`. A partition is written aside, made durable and shown by one rename; a second
crawl or import of the same market and day shows, again by one rename, a folder that holds old and new records.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import uuid
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from scrapers import ledger
from scrapers.partition import (
    ASIDE,
    LISTINGS,
    MANIFEST,
    PAGES,
    WARC,
    landing_turn,
    make_durable,
    partition_folder,
    sha256_of,
    show,
)
from scrapers.tombstones import TOMBSTONES, carry, stones_of
from scrapers.warc import Page, cut_pictures, members

#: Rows that are held as Python objects before they become a frame, a tenth of the size.
CHUNK = 5_000


class PartitionWriter:
    """Writes one partition aside; nothing is seen of it until `land`."""

    def __init__(self, home: Path, market: str, day: date, *, is_sandbox: bool, source_sha256: str | None) -> None:
        self.home, self.market, self.day = home, market, day
        self.folder = partition_folder(home, market, day)
        self.is_sandbox, self.source_sha256 = is_sandbox, source_sha256
        self.aside = self.folder.parent / f"{ASIDE}{day.isoformat()}-{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self.aside.mkdir(parents=True)
        self.file = (self.aside / WARC).open("wb")
        place = {"market": market, "source": market.partition(".")[2] or market, "city": market.partition(".")[0]}
        self.listings = _Rows(LISTING_SCHEMA, {**place, "day": day})
        self.pages = _Rows(PAGE_SCHEMA, {**place, "day": day, "warc_file": f"{market}/{day.isoformat()}/{WARC}"})
        #: The ids of captures, which are kept once, whether they are new, were there before, or were purged.
        self.seen = {bytes.fromhex(page_id) for page_id in [*_ids(self.folder), *stones_of(self.folder)["page_id"]]}

    def add_page(self, page: Page, archived: bytes | None = None) -> str | None:
        """Archive a page; returns its page_id, or None when the same capture is already here.

        `archived` are its records as they were archived before, kept byte for byte. Raises OSError on a full disk.
        """
        payload, cut = cut_pictures(page.payload)
        sha256 = hashlib.sha256(payload).hexdigest()
        captured = page.captured_at.isoformat(timespec="microseconds")
        identity = f"{self.market}\n{page.url}\n{captured}\n{sha256}"
        digest = hashlib.sha256(identity.encode()).digest()
        if digest in self.seen:
            return None
        self.seen.add(digest)
        offset = self.file.tell()
        self.file.write(archived or members(page, payload, cut))
        # What a killed crawl archived is taken over by the next one (scrapers/salvage.py), so it is not kept in memory.
        self.file.flush()
        self.pages.add(
            {
                "page_id": digest.hex(),
                "url": page.url,
                "asked_url": page.asked_url,
                "captured_at": page.captured_at,
                "status": page.status,
                "kind": page.kind,
                "content_type": page.content_type,
                "sha256": sha256,
                "bytes": len(payload),
                "warc_offset": offset,
                "etag": _header(page, "etag"),
                "last_modified": _header(page, "last-modified"),
            }
        )
        return digest.hex()

    def add_listing(self, url: str, entry_hash: str, page_id: str) -> None:
        """Note an ad seen in a listing; of several sightings in a crawl the last counts."""
        self.listings.add({"url": url, "entry_hash": entry_hash, "page_id": page_id})

    def land(
        self,
        started_at: datetime,
        ended_at: datetime,
        stats: dict[str, int],
        coverage: dict[str, float] | None = None,
    ) -> dict[str, Any]:
        """Make the partition durable and show it by one rename; returns its manifest. Raises OSError on a full disk.

        `coverage` is the share of ad pages on which each field was found.
        """
        self.file.close()
        with landing_turn(self.home, self.market):
            pages, listings = self.pages.frame(), self.listings.frame()
            if (self.folder / MANIFEST).exists():
                pages, listings = self._with_what_is_there(pages, listings)
            listings = listings.unique(["market", "day", "url"], keep="last", maintain_order=True)
            _write(pages, self.aside / PAGES)
            _write(listings, self.aside / LISTINGS)
            purged = carry(self.folder, self.aside)
            manifest = self._manifest(pages, listings.height, started_at, ended_at, stats)
            manifest["coverage"] = coverage or {}
            if purged:
                manifest["purged"] = purged
            text = json.dumps(manifest, indent=2) + "\n"
            (self.aside / MANIFEST).write_text(text, encoding="utf-8")
            make_durable(self.aside)
            show(self.aside, self.folder)
            digest = hashlib.sha256(text.encode()).hexdigest()
            ledger.append(self.home, self.market, self.day.isoformat(), digest)
        return manifest

    def discard(self) -> None:
        """Leave nothing behind."""
        try:
            self.file.close()
        except OSError:
            self.file.close()  # the first call failed to write what was left on a full disk, the second only closes
        shutil.rmtree(self.aside, ignore_errors=True)

    def _with_what_is_there(self, pages: pl.DataFrame, listings: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Old records first, then the new ones: gzip members can be joined, so new offsets only move."""
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
        return pl.concat([old_pages, moved], how="diagonal"), pl.concat([old_listings, listings])

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
                for name in (WARC, PAGES, LISTINGS, TOMBSTONES)
                if (self.aside / name).exists()
            },
        }


class _Rows:
    """Rows that become frames by and by, so that a hundred thousand of them fit in little memory.

    `shared` are the values that are the same in all of them.
    """

    def __init__(self, schema: dict[str, pl.DataType], shared: dict[str, Any]) -> None:
        self.schema, self.shared = schema, shared
        self.own = {name: kind for name, kind in schema.items() if name not in shared}
        self.waiting: list[dict[str, Any]] = []
        self.frames = [pl.DataFrame(schema=self.own)]

    def __len__(self) -> int:
        return len(self.waiting) + sum(frame.height for frame in self.frames)

    def add(self, row: dict[str, Any]) -> None:
        self.waiting.append(row)
        if len(self.waiting) >= CHUNK:
            self.frames.append(pl.DataFrame(self.waiting, schema=self.own))
            self.waiting = []

    def frame(self) -> pl.DataFrame:
        rows = pl.concat([*self.frames, pl.DataFrame(self.waiting, schema=self.own)])
        self.frames, self.waiting = [], []
        shared = [pl.lit(value, dtype=self.schema[name]).alias(name) for name, value in self.shared.items()]
        return rows.with_columns(shared).select(list(self.schema))


def _ids(folder: Path) -> list[str]:
    there = (folder / MANIFEST).exists()
    return pl.read_parquet(folder / PAGES, columns=["page_id"])["page_id"].to_list() if there else []


def _write(frame: pl.DataFrame, path: Path) -> None:
    """Polars tells of a full disk in words of its own."""
    try:
        frame.write_parquet(path, row_group_size=CHUNK)
    except pl.exceptions.PolarsError as error:
        raise OSError(f"{path.name} cannot be written") from error


def _header(page: Page, name: str) -> str | None:
    """What the site calls this version of the page, to be sent back when it is asked for again."""
    found = next((value for key, value in page.headers if key.lower() == name), None)
    return found[:200] if found and found.isascii() and found.isprintable() else None


_TEXT, _DAY, _TIME = pl.String(), pl.Date(), pl.Datetime("us")
PAGE_SCHEMA: dict[str, pl.DataType] = {
    **dict.fromkeys(("page_id", "market", "source", "city"), _TEXT),
    **{"day": _DAY, "url": _TEXT, "captured_at": _TIME, "status": pl.Int32()},
    **dict.fromkeys(("kind", "content_type", "sha256"), _TEXT),
    **{"bytes": pl.Int64(), "warc_file": _TEXT, "warc_offset": pl.Int64()},
    **dict.fromkeys(("asked_url", "etag", "last_modified"), _TEXT),
}
LISTING_SCHEMA: dict[str, pl.DataType] = {
    **dict.fromkeys(("market", "source", "city"), _TEXT),
    **{"day": _DAY, "url": _TEXT, "entry_hash": _TEXT, "page_id": _TEXT},
}
