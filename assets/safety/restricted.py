"""The restricted table child_safety on disk: one Parquet file a landed market and day, below `work/child_safety`.

It stands outside the warehouse, so that no copy of the warehouse can publish it, no lock of a refine keeps a reader
waiting, and no contract, city or gate comes before it. Folders have mode 0700, files 0600.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from assets.safety.signals import DECLARED_FROM, OF_AGE, scanner_version, signals_in
from scrapers.parse import ADS
from scrapers.partition import partition_folder

SCANNED, AROUND = "scanned", 60
SCHEMA = pl.Schema(
    {
        "ad_id": pl.String(),
        "market": pl.String(),
        "city": pl.String(),
        "day": pl.Date(),
        "url": pl.String(),
        "captured_at": pl.Datetime("us"),
        "page_id": pl.String(),
        "kind": pl.String(),
        "term": pl.String(),
        "span_start": pl.Int32(),
        "span_end": pl.Int32(),
        "quote": pl.String(),
        "scanned_at": pl.Datetime("us"),
    }
)
_READ = ["source", "market", "city", "day", "url", "captured_at", "page_id", "title", "body", "age"]


def folder(home: Path) -> Path:
    """Where the table lies."""
    return home / "work" / "child_safety"


def scan(home: Path, market: str, day: date) -> int:
    """Look at the ads of a market and day and write their signals; returns the ads that have one.

    Raises FileNotFoundError for a partition that was not parsed.
    """
    ads = partition_folder(home, market, day) / ADS
    if not ads.exists():
        raise FileNotFoundError(f"{market} {day} is not parsed; crawl or import it first")
    state = _state(ads)
    now = datetime.now(UTC).replace(tzinfo=None)
    rows = [
        {**signal, "scanned_at": now}
        for ad in pl.read_parquet(ads, columns=_READ).iter_rows(named=True)
        for signal in _signals_of(ad)
    ]
    frame = pl.DataFrame(rows, schema=SCHEMA)
    _write(frame, _file(home, market, day), state)
    return frame["ad_id"].n_unique()


def is_scanned(home: Path, market: str, day: date) -> bool:
    """Whether a market and day was looked at as it lies there now, and with the words as they are now."""
    ads, file = partition_folder(home, market, day) / ADS, _file(home, market, day)
    return ads.exists() and file.exists() and pl.read_parquet_metadata(file).get(SCANNED) == _state(ads)


def forget(home: Path, market: str, day: date, page_ids: Collection[str]) -> None:
    """Take pages off the list, once they are gone from what was read; who read the rest has read it still."""
    ads, file = partition_folder(home, market, day) / ADS, _file(home, market, day)
    if not file.exists():
        return
    kept = pl.read_parquet(file).filter(~pl.col("page_id").is_in(list(page_ids)))
    if ads.exists():
        _write(kept, file, _state(ads))
    else:
        file.unlink()


def signals(home: Path, since: date | None = None) -> pl.DataFrame:
    """Every signal of a day from `since` on, newest first, by ad. Columns as in child_safety.yml."""
    files = sorted(folder(home).glob("*/*.parquet"))
    wanted = [file for file in files if since is None or date.fromisoformat(file.stem) >= since]
    frames = [pl.read_parquet(file) for file in wanted]
    found = pl.concat(frames) if frames else pl.DataFrame(schema=SCHEMA)
    return found.sort(["day", "market", "ad_id", "span_start"], descending=[True, False, False, False])


def _signals_of(ad: dict[str, Any]) -> Iterator[dict[str, Any]]:
    text = f"{ad['title']}\n{ad['body']}"
    parts = "\x1f".join((ad["source"], ad["url"], ad["title"], ad["body"]))
    place = {name: ad[name] for name in ("market", "city", "day", "url", "captured_at", "page_id")}
    place["ad_id"] = hashlib.sha256(parts.encode()).hexdigest()
    for kind, term, start, end in signals_in(text):
        quote = text[max(0, start - AROUND) : end + AROUND]
        yield {**place, "kind": kind, "term": term, "span_start": start, "span_end": end, "quote": quote}
    if ad["age"] is not None and DECLARED_FROM <= ad["age"] < OF_AGE:
        yield {
            **place,
            **{"kind": "declared age", "term": str(ad["age"]), "span_start": None, "span_end": None},
            "quote": text[: 2 * AROUND],
        }


def _file(home: Path, market: str, day: date) -> Path:
    return folder(home) / market / f"{day.isoformat()}.parquet"


def _state(ads: Path) -> str:
    """What was looked at, and with which words."""
    stat = ads.stat()
    return f"{scanner_version()} {stat.st_size} {stat.st_mtime_ns}"


def _write(frame: pl.DataFrame, path: Path, state: str) -> None:
    for made in (path.parent.parent.parent, path.parent.parent, path.parent):
        made.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = path.with_name(f".{path.stem}-{os.getpid()}.aside")
    aside.touch(mode=0o600)
    frame.write_parquet(aside, metadata={SCANNED: state})
    aside.replace(path)
