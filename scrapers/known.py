"""What a market's last crawls captured: an ad whose listing entry did not change is sighted, not fetched again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from scrapers.partition import LISTINGS, PAGES, Landed, landed_of

OK = 200


@dataclass(frozen=True)
class Capture:
    """An ad's page as it was last captured: how its listing entry looked, and what the site calls this version."""

    entry_hash: str
    day: date
    etag: str | None
    last_modified: str | None


def captures(home: Path, market: str, day: date, refetch_days: int) -> dict[str, Capture]:
    """The last good capture of each address on this day or the `refetch_days` before it.

    An ad whose entry changed, or that was captured longer ago, is not in what the spider leaves alone.
    """
    found: dict[str, Capture] = {}
    for partition in landed_of(home, market):
        if day - timedelta(days=refetch_days) <= partition.day <= day:
            found.update(_of(partition))
    return found


def _of(partition: Landed) -> dict[str, Capture]:
    listings = pl.read_parquet(partition.folder / LISTINGS, columns=["url", "entry_hash"])
    pages = pl.scan_parquet(partition.folder / PAGES).filter((pl.col("kind") == "ad") & (pl.col("status") == OK))
    rows = (
        pages.select(pl.coalesce("asked_url", "url").alias("url"), "etag", "last_modified")
        .unique("url", keep="last")
        .join(listings.lazy(), on="url")
        .select("url", "entry_hash", "etag", "last_modified")
        .collect()
    )
    return {url: Capture(entry, partition.day, etag, modified) for url, entry, etag, modified in rows.iter_rows()}
