"""Parse a landed partition: archived pages and imported records become ads.parquet and quarantine.parquet.

Pure with respect to the archive: it reads the WARC, never the net, so a better parser re-reads what was kept.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from scrapers import ad, page
from scrapers.ad import AdRecord, Rejection, read_record
from scrapers.catalog import Market, markets
from scrapers.partition import PAGES, WARC, partition_folder
from scrapers.reading import Reader
from scrapers.warc import read_records, resource_payload

#: Where a Parquet file says which parser wrote it.
VERSION = "parser_version"
ADS, QUARANTINE = "ads.parquet", "quarantine.parquet"
ADS_SCHEMA = pl.Schema(
    {
        "page_id": pl.String(),
        "market": pl.String(),
        "day": pl.Date(),
        "source": pl.String(),
        "city": pl.String(),
        "url": pl.String(),
        "captured_at": pl.Datetime("us"),
        "title": pl.String(),
        "body": pl.String(),
        "posted_at": pl.Datetime("us"),
        "category": pl.String(),
        "phone": pl.String(),
        "email": pl.String(),
        "handle": pl.String(),
        "price": pl.String(),
        "age": pl.Int32(),
        "location": pl.String(),
        "latitude": pl.Float64(),
        "longitude": pl.Float64(),
        "images": pl.List(pl.String()),
        "poster": pl.String(),
        "parser_version": pl.String(),
    }
)
QUARANTINE_SCHEMA = pl.Schema(
    {
        "page_id": pl.String(),
        "market": pl.String(),
        "day": pl.Date(),
        "url": pl.String(),
        "field": pl.String(),
        "reason": pl.String(),
    }
)
#: Rows that are held as Python objects before they become a frame.
CHUNK = 5_000
SOFT_NOT_FOUND = {404, 410}
NOT_MODIFIED = 304


@dataclass(frozen=True)
class ParseReport:
    """How a partition was read: pages looked at, ads, quarantined pages, and why."""

    pages: int
    ads: int
    quarantined: int
    by_reason: dict[str, int]


def parse(home: Path, market_name: str, day: date) -> ParseReport:
    """Read a partition and write its ads and its quarantine; ads last, so that a killed parse is done again.

    Raises FileNotFoundError for a partition that has not landed.
    """
    folder = partition_folder(home, market_name, day)
    if not (folder / PAGES).exists():
        raise FileNotFoundError(f"{market_name} {day} has not landed; crawl or import it first")
    market = markets().get(market_name)
    version = parser_version(market)
    # "Not modified" is the answer that an ad is still as it was captured before.
    wanted_kinds = (pl.col("kind") == "record") | ((pl.col("kind") == "ad") & (pl.col("status") != NOT_MODIFIED))
    pages = pl.read_parquet(folder / PAGES)
    is_imported = bool((pages["kind"] == "record").all())
    ads, quarantined = _Rows(ADS_SCHEMA), []
    with nullcontext() if market is None or is_imported else Reader(market) as reader:
        records = (
            _imported(folder / WARC, pages) if is_imported else _records(folder / WARC, pages.filter(wanted_kinds))
        )
        for row, payload in records:
            result = _read(row, payload, reader)
            place = {"page_id": row["page_id"], "market": market_name, "day": day}
            if isinstance(result, AdRecord):
                ads.add({**place, **vars(result), "parser_version": version})
            else:
                quarantined.append({**place, "url": row["url"], "field": result.field, "reason": result.reason})
    _write(pl.DataFrame(quarantined, schema=QUARANTINE_SCHEMA), folder / QUARANTINE, version)
    _write(ads.frame(), folder / ADS, version)
    reasons = Counter(f"{item['field']}: {item['reason']}" for item in quarantined)
    return ParseReport(ads.count + len(quarantined), ads.count, len(quarantined), dict(sorted(reasons.items())))


def is_read(home: Path, market_name: str, day: date) -> bool:
    """Whether a partition was read, and by the parser as it is now; a better one reads the archive again."""
    ads = partition_folder(home, market_name, day) / ADS
    try:
        version = pl.read_parquet_metadata(ads).get(VERSION) if ads.exists() else None
    except (pl.exceptions.PolarsError, OSError):
        version = None  # a damaged file is made anew from the archive
    return version == parser_version(markets().get(market_name))


def parser_version(market: Market | None) -> str:
    """A digest of the code and, for a crawled market, of the selectors that read its pages."""
    digest = hashlib.sha256(_code())
    if market:
        digest.update(market.source.ad.model_dump_json().encode())
    return digest.hexdigest()[:12]


@cache
def _code() -> bytes:
    return b"".join(Path(str(module.__file__)).read_bytes() for module in (ad, page))


class _Rows:
    """Rows that become frames by and by: as Python objects they would take ten times the memory."""

    def __init__(self, schema: pl.Schema) -> None:
        self.schema, self.count = schema, 0
        self.waiting: list[dict[str, Any]] = []
        self.frames = [pl.DataFrame(schema=schema)]

    def add(self, row: dict[str, Any]) -> None:
        self.waiting.append(row)
        self.count += 1
        if len(self.waiting) >= CHUNK:
            self.frames.append(pl.DataFrame(self.waiting, schema=self.schema))
            self.waiting = []

    def frame(self) -> pl.DataFrame:
        return pl.concat([*self.frames, pl.DataFrame(self.waiting, schema=self.schema)])


def _imported(warc: Path, pages: pl.DataFrame) -> Iterator[tuple[dict[str, Any], bytes]]:
    """The same as `_records` where all are imported: each is the gzip member between its offset and the next one."""
    ordered = pages.sort("warc_offset")
    ends = [*ordered["warc_offset"].to_list()[1:], warc.stat().st_size]
    with warc.open("rb") as file:
        for row, end in zip(ordered.iter_rows(named=True), ends, strict=True):
            file.seek(row["warc_offset"])
            try:
                payload = resource_payload(file.read(end - row["warc_offset"]))
            except ValueError:
                payload = None
            if payload is None or hashlib.sha256(payload).hexdigest() != row["sha256"]:
                raise _not_as_archived(row)
            yield row, payload


def _not_as_archived(row: dict[str, Any]) -> ValueError:
    return ValueError(
        f"{row['warc_file']} at {row['warc_offset']}: the record is not what was archived;"
        " restore the partition from a backup"
    )


def _records(warc: Path, index: pl.DataFrame) -> Iterator[tuple[dict[str, Any], bytes]]:
    """The index row and payload of each wanted record; raises ValueError for a record that is not what was archived."""
    wanted = {row["warc_offset"]: row for row in index.iter_rows(named=True)}
    for record in read_records(warc):
        row = wanted.get(record.offset)
        if row is None:
            continue
        if hashlib.sha256(record.payload).hexdigest() != row["sha256"]:
            raise _not_as_archived(row)
        yield row, record.payload


def _read(row: dict[str, Any], payload: bytes, reader: Reader | None) -> AdRecord | Rejection:
    if row["kind"] == "record":
        return _read_imported(payload, row["captured_at"])
    if row["status"] in SOFT_NOT_FOUND:
        return Rejection(field="page", reason="gone before it was fetched")
    if row["status"] != 200:
        return Rejection(field="page", reason=f"answered {row['status']}")
    if reader is None:
        return Rejection(field="page", reason="no source YAML says how to read it")
    # The address under which a listing names the ad stays the ad's, wherever a redirect leads today.
    return reader.ad(payload, row["content_type"] or "", row.get("asked_url") or row["url"], row["captured_at"])


def _read_imported(payload: bytes, captured_at: datetime) -> AdRecord | Rejection:
    try:
        values = json.loads(payload)
    except ValueError:
        return Rejection(field="record", reason="not JSON")
    if not isinstance(values, dict):
        return Rejection(field="record", reason="not an object with fields")
    return read_record({**values, "captured_at": captured_at} if values.get("captured_at") else values)


def _write(frame: pl.DataFrame, path: Path, version: str) -> None:
    aside = path.with_suffix(".aside")
    frame.write_parquet(aside, metadata={VERSION: version})
    aside.replace(path)
