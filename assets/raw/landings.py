"""`run_crawls`: what each landed partition says of its crawl or import, from its manifest and its quarantine."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

import polars as pl
import pyarrow.parquet as pq

from scrapers.partition import Landed

_COUNTED = ("robots_forbidden", "retried", "errors", "sighted")
_WORDS, _COUNTS = ("market", "city", "source"), ("pages", "pages_not_ok", *_COUNTED, "quarantined", "bytes")
SCHEMA = pl.Schema(
    {name: pl.String() for name in _WORDS}
    | {"day": pl.Date(), "started_at": pl.Datetime("us"), "ended_at": pl.Datetime("us")}
    | {"is_import": pl.Boolean(), "is_set_aside": pl.Boolean()}
    | {name: pl.Int64() for name in _COUNTS}
)


def landings_frame(partitions: Iterable[Landed], set_aside: Collection[tuple[str, date]]) -> pl.DataFrame:
    """One row a landed market and day, in the order given."""
    rows = [{**_told(item), "is_set_aside": (item.market, item.day) in set_aside} for item in partitions]
    return pl.DataFrame(rows, schema=SCHEMA)


def _told(item: Landed) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((item.folder / "manifest.json").read_text(encoding="utf-8"))
    stats, statuses = manifest.get("stats", {}), manifest.get("pages_by_status", {})
    city, source = item.market.split(".")
    quarantine = item.folder / "quarantine.parquet"
    return {
        "market": item.market,
        "city": city,
        "source": source,
        "day": item.day,
        "started_at": datetime.fromisoformat(manifest["started_at"]),
        "ended_at": item.ended_at,
        "is_import": "imported" in stats,
        "pages": manifest["pages"],
        # An imported record was answered by nobody; its status is None.
        "pages_not_ok": sum(n for status, n in statuses.items() if status != "None" and not status.startswith("2")),
        **{name: int(stats.get(name, 0)) for name in _COUNTED},
        "quarantined": pq.read_metadata(quarantine).num_rows if quarantine.exists() else 0,
        "bytes": manifest.get("files", {}).get("pages.warc.gz", {}).get("bytes", 0),
    }
