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
from scrapers.warc import read_records

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
    index = pl.read_parquet(folder / PAGES).filter(wanted_kinds)
    wanted = {row["warc_offset"]: row for row in index.iter_rows(named=True)}
    ads, quarantined = [], []
    with nullcontext() if market is None else Reader(market) as reader:
        for row, payload in _records(folder / WARC, wanted):
            result = _read(row, payload, reader)
            place = {"page_id": row["page_id"], "market": market_name, "day": day}
            if isinstance(result, AdRecord):
                ads.append({**place, **result.model_dump(), "parser_version": version})
            else:
                quarantined.append({**place, "url": row["url"], "field": result.field, "reason": result.reason})
    _write(pl.DataFrame(quarantined, schema=QUARANTINE_SCHEMA), folder / QUARANTINE, version)
    _write(pl.DataFrame(ads, schema=ADS_SCHEMA), folder / ADS, version)
    reasons = Counter(f"{item['field']}: {item['reason']}" for item in quarantined)
    return ParseReport(len(ads) + len(quarantined), len(ads), len(quarantined), dict(sorted(reasons.items())))


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


def _records(warc: Path, wanted: dict[int, dict[str, Any]]) -> Iterator[tuple[dict[str, Any], bytes]]:
    """The index row and payload of each wanted record; raises ValueError for a record that is not what was archived."""
    for record in read_records(warc):
        row = wanted.get(record.offset)
        if row is None:
            continue
        if hashlib.sha256(record.payload).hexdigest() != row["sha256"]:
            raise ValueError(
                f"{row['warc_file']} at {row['warc_offset']}: the record is not what was archived;"
                " restore the partition from a backup"
            )
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
