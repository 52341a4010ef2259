"""Remove records from a raw partition for good: it is written anew without them, and takes its place by one rename.

What stays is copied byte for byte, so that its hashes hold. A listing page that shows what goes is emptied: its address
and its time stay, for they say which other ads stood there that day, and its content goes.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import uuid
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl

from scrapers import ledger
from scrapers.archive import CHUNK
from scrapers.parse import ADS, QUARANTINE
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
from scrapers.tombstones import TOMBSTONE, TOMBSTONES, Tombstone, add_stones, bury, purged_before
from scrapers.warc import Page, members

NOTE = "purged"


@dataclass(frozen=True)
class Removal:
    """What goes from a partition: records by page_id, the content of listing pages, rows of listings by address."""

    pages: Collection[str] = ()
    emptied: Collection[str] = ()
    urls: Collection[str] = field(default=())

    def __bool__(self) -> bool:
        return bool(self.pages or self.emptied or self.urls)


@dataclass(frozen=True)
class Purged:
    """What went from a partition."""

    records: int
    emptied: int
    is_buried: bool


def purge(home: Path, market: str, day: date, removal: Removal, since: date, reason: str) -> Purged:
    """Remove records from a landed partition and leave tombstones; twice does the same as once.

    Raises OSError on a full disk; what was there stays then.
    """
    folder = partition_folder(home, market, day)
    with landing_turn(home, market):
        if not (folder / MANIFEST).exists():
            return _was_buried(home, folder, market, day)
        before = pl.read_parquet(folder / PAGES)
        gone = before.filter(pl.col("page_id").is_in(list(removal.pages)))
        emptied = before.filter(pl.col("page_id").is_in(list(removal.emptied))).join(gone, on="page_id", how="anti")
        aside = folder.parent / f"{ASIDE}{day.isoformat()}-{os.getpid()}-{uuid.uuid4().hex[:8]}"
        aside.mkdir()
        try:
            stone = Tombstone(hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest(), since, reason)
            add_stones(folder, aside, [*gone["page_id"], *emptied["page_id"]], stone)
            is_buried = gone.height == before.height
            if is_buried:
                bury(aside, stone)
                digest = stone.manifest_sha256
            else:
                _write_rest(folder, aside, before, gone, emptied, removal)
                digest = _write_manifest(folder, aside, stone)
            make_durable(aside)
            show(aside, folder)
        except BaseException:
            shutil.rmtree(aside, ignore_errors=True)
            raise
        ledger.append(home, market, day.isoformat(), digest, note=NOTE)
    return Purged(gone.height, emptied.height, is_buried)


def _was_buried(home: Path, folder: Path, market: str, day: date) -> Purged:
    """A purge that was killed after its rename completes the ledger."""
    if (folder / TOMBSTONE).exists():
        entered = [entry for entry in ledger.entries(home) if (entry["market"], entry["day"]) == (market, str(day))]
        if entered and entered[-1]["note"] != NOTE:
            ledger.append(home, market, day.isoformat(), entered[-1]["manifest_sha256"], note=NOTE)
    return Purged(0, 0, is_buried=True)


def _write_rest(
    folder: Path, aside: Path, before: pl.DataFrame, gone: pl.DataFrame, emptied: pl.DataFrame, removal: Removal
) -> None:
    """The archive, its index, its listings and what was read from it, without what goes."""
    left_out, blank = set(gone["page_id"]), set(emptied["page_id"])
    renamed: dict[str, str] = {}
    rows: list[dict[str, Any]] = []
    ordered = before.sort("warc_offset")
    ends = [*ordered["warc_offset"].to_list()[1:], (folder / WARC).stat().st_size]
    with (folder / WARC).open("rb") as old, (aside / WARC).open("wb") as new:
        for row, end in zip(ordered.iter_rows(named=True), ends, strict=True):
            if row["page_id"] in left_out:
                continue
            place = new.tell()
            if row["page_id"] in blank:
                kept = _empty(row, new)
                renamed[row["page_id"]] = kept["page_id"]
            else:
                old.seek(row["warc_offset"])
                shutil.copyfileobj(_Part(old, end - row["warc_offset"]), new)
                kept = row
            rows.append({**kept, "warc_offset": place})
    pl.DataFrame(rows, schema=before.schema).write_parquet(aside / PAGES, row_group_size=CHUNK)
    listings = pl.read_parquet(folder / LISTINGS)
    listings.filter(~pl.col("url").is_in(list(removal.urls)) & ~pl.col("page_id").is_in(list(left_out))).with_columns(
        pl.col("page_id").replace(renamed)
    ).write_parquet(aside / LISTINGS, row_group_size=CHUNK)
    for name in (ADS, QUARANTINE):
        _filter_read(folder / name, aside / name, left_out)


class _Part:
    """The next bytes of a file, and no more of it."""

    def __init__(self, file: BinaryIO, length: int) -> None:
        self.file, self.left = file, length

    def read(self, size: int = -1) -> bytes:
        piece = self.file.read(min(size, self.left) if size >= 0 else self.left)
        self.left -= len(piece)
        return piece


def _empty(row: dict[str, Any], file: BinaryIO) -> dict[str, Any]:
    """The row of a page whose content goes; its record, which holds nothing, is written."""
    page = Page(
        *(row["url"], row["captured_at"], row["kind"], b"", row["content_type"] or "text/html"),
        status=row["status"],
        reason="Purged",
        asked_url=row["asked_url"],
    )
    file.write(members(page, b"", 0))
    sha256 = hashlib.sha256(b"").hexdigest()
    captured = row["captured_at"].isoformat(timespec="microseconds")
    identity = f"{row['market']}\n{row['url']}\n{captured}\n{sha256}"
    page_id = hashlib.sha256(identity.encode()).hexdigest()
    return {**row, "page_id": page_id, "sha256": sha256, "bytes": 0, "etag": None}


def _filter_read(path: Path, aside: Path, left_out: Collection[str]) -> None:
    """What was read from the archive, without the records that go; by the same parser, so nothing is read again."""
    if not path.exists():
        return
    kept = pl.read_parquet(path).filter(~pl.col("page_id").is_in(list(left_out)))
    said = pl.read_parquet_metadata(path)
    kept.write_parquet(aside, metadata={name: value for name, value in said.items() if not name.startswith("ARROW")})


def _write_manifest(folder: Path, aside: Path, stone: Tombstone) -> str:
    """The manifest of what is left, naming the ones before it; returns its hash."""
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    pages = pl.read_parquet(aside / PAGES, columns=["kind", "status"])
    for name, column in (("pages_by_kind", "kind"), ("pages_by_status", "status")):
        manifest[name] = {str(key): n for key, n in sorted(Counter(pages[column].to_list()).items(), key=str)}
    manifest |= {
        "pages": pages.height,
        "listed": pl.read_parquet(aside / LISTINGS, columns=[]).height,
        "files": {
            name: {"sha256": sha256_of(aside / name), "bytes": (aside / name).stat().st_size}
            for name in (WARC, PAGES, LISTINGS, TOMBSTONES)
        },
        "purged": [*purged_before(folder), stone.document()],
    }
    text = json.dumps(manifest, indent=2) + "\n"
    (aside / MANIFEST).write_text(text, encoding="utf-8")
    return hashlib.sha256(text.encode()).hexdigest()
