"""Archived partitions that are not what was archived: named, left out with their market and day, and shown stale.

What was read from an archive (`ads.parquet`) is read again from it; the archive itself has no second source.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

import polars as pl

from assets.raw.partitions import FILES
from assets.warehouse import DAMAGED, Warehouse
from scrapers.partition import LISTINGS, MANIFEST, PAGES, WARC, Landed, sha256_of

_ARCHIVED = {PAGES: "raw_pages", WARC: "raw_pages", LISTINGS: "raw_listings"}


def leave_out_damaged(warehouse: Warehouse, days: Iterable[date]) -> list[str]:
    """Set aside the partitions of these days that are damaged; returns `<market> <day>: <what>` for each.

    A partition is looked at once in the life of a warehouse that is open.
    """
    wanted = set(days) - warehouse.looked_at
    warehouse.looked_at |= wanted
    warehouse.connection.execute(
        "DELETE FROM state.set_aside WHERE starts_with(reason, ?) AND day IN (SELECT unnest(?::DATE[]))",
        [DAMAGED, sorted(wanted)],
    )
    said = []
    for partition in warehouse.partitions:
        if partition.day in wanted and (found := damage_of(partition)):
            table, what = found
            row = [partition.market, partition.day, table, f"{DAMAGED}: {what}"]
            warehouse.connection.execute("INSERT INTO state.set_aside VALUES (?, ?, ?, ?)", row)
            said.append(f"{partition.market} {partition.day}: {what}")
    return said


def damage_of(partition: Landed) -> tuple[str, str] | None:
    """The table that cannot be read and what is wrong with its file; None for a sound partition."""
    manifest = json.loads((partition.folder / MANIFEST).read_text(encoding="utf-8"))
    for name, table in _ARCHIVED.items():
        path = partition.folder / name
        if not path.exists():
            return table, f"{name} is missing; restore it from a backup"
        if sha256_of(path) != manifest["files"][name]["sha256"]:
            return table, f"{name} is not the file that was archived; restore it from a backup"
    ads = partition.folder / FILES["raw_ads"]
    try:
        pl.read_parquet(ads)
    except (pl.exceptions.PolarsError, OSError):
        return "raw_ads", f"{ads.name} cannot be read, nor made anew from {WARC}; run gaining-ground verify"
    return None
