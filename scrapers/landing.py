"""Land a partner's records as a crawl would: each line is kept as a WARC `resource` record in its city's partition.

A record lands by its own city and capture day. What cannot be placed (no known city, no capture time) is kept and
counted in the partition `unplaced`, so that nothing is dropped in silence; what can be placed and is no valid
AdRecord is quarantined by the parser, whole, with field and reason.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from scrapers.ad import AdRecord, read_record
from scrapers.archive import PartitionWriter
from scrapers.catalog import SLUG, cities, sources
from scrapers.partition import FIRST_DAY, exclusive
from scrapers.partner_archive import Found, is_archive, read_archive
from scrapers.warc import Page

UNPLACED = "unplaced"
MAX_LINE = 2_000_000
#: How far ahead of ours a partner's clock may be.
CLOCKS_DIFFER = timedelta(minutes=10)
MEDIA_TYPE = "application/json"


class ImportRefused(ValueError):
    """A file that cannot be read at all; the message names file, place and remedy."""


@dataclass
class LandingReport:
    """What landed, by market and day, and what was quarantined, by reason."""

    landed: Counter[tuple[str, date]] = field(default_factory=Counter)
    quarantined: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def total_landed(self) -> int:
        """Records that landed and are valid."""
        return sum(self.landed.values())


def land_files(home: Path, paths: Iterable[Path], source: str | None = None) -> LandingReport:
    """Land JSON Lines, Parquet and WARC files; raises ImportRefused before anything lands when a file cannot be read.

    `source` is the source of records that name none, and of the pages of WARC files. Records already there, line for
    line, are not landed twice.
    """
    files = list(paths)
    for path in files:
        _probe(path)
    with exclusive(home / "raw" / ".import"):
        landing = _Landing(home, source)
        try:
            for path in files:
                if is_archive(path):
                    for found in read_archive(path, source):
                        landing.add_page(found)
                else:
                    for line in _lines(path):
                        landing.add(line)
            return landing.land()
        finally:
            landing.discard()


class _Landing:
    """Sorts lines into partitions, each written aside until all of it is read."""

    def __init__(self, home: Path, source: str | None) -> None:
        self.home, self.source = home, source
        self.report = LandingReport()
        self.simulated = {slug for slug, known in sources().items() if known.sandbox}
        self.zones = {slug: ZoneInfo(city.time_zone) for slug, city in cities().items()}
        self.writers: dict[tuple[str, date], PartitionWriter] = {}
        self.started_at = datetime.now(UTC).replace(tzinfo=None)

    def add(self, line: bytes) -> None:
        """Place one record; a record that cannot be placed is kept apart."""
        values = _parsed(line)
        place, problem = self._place(values)
        captured_at = self.started_at
        if values and self.source and not values.get("source"):
            values["source"] = self.source
            line = json.dumps(values, ensure_ascii=False).encode("utf-8", errors="surrogatepass")
        if place is None:
            self._reject(problem)
            place = (UNPLACED, self.started_at.date())
        else:
            result = read_record(values or {})
            if isinstance(result, AdRecord):
                captured_at = result.captured_at
                self.report.landed[place] += 1
            else:
                captured_at = _moment(values or {}) or self.started_at
                self._reject(f"{result.field}: {result.reason}")
        url = str((values or {}).get("url") or "urn:x-no-address")[:2000]
        printable = url if url.isascii() and url.isprintable() and " " not in url else "urn:x-no-address"
        page = Page(printable, captured_at, "record", line, MEDIA_TYPE)
        if self._writer(place).add_page(page) is None and self.report.landed[place]:
            self.report.landed[place] -= 1

    def add_page(self, found: Found) -> None:
        """Place one page of a partner's archive; whether it is an ad is for the parser to say."""
        place, problem = None, found.reason
        if found.market:
            place, problem = self._by_day(found.market.name, found.market.city.slug, found.page.captured_at)
        if place is None:
            self._reject(problem)
        writer = self._writer(place or (UNPLACED, self.started_at.date()))
        page_id = writer.add_page(found.page)
        if page_id is None or place is None:
            return
        for entry in found.entries:
            writer.add_listing(entry.url, entry.entry_hash, page_id)
        self.report.landed[place] += 1

    def land(self) -> LandingReport:
        """Show every partition."""
        ended_at = datetime.now(UTC).replace(tzinfo=None)
        for writer in self.writers.values():
            writer.land(self.started_at, ended_at, {"imported": len(writer.pages)})
        return self.report

    def discard(self) -> None:
        """Leave nothing behind of what did not land."""
        for writer in self.writers.values():
            writer.discard()

    def _reject(self, reason: str) -> None:
        self.report.quarantined += 1
        self.report.reasons[reason] += 1

    def _place(self, values: dict[str, Any] | None) -> tuple[tuple[str, date] | None, str]:
        if values is None:
            return None, "record: not a JSON object"
        source, city, moment = values.get("source") or self.source, values.get("city"), _moment(values)
        if not isinstance(city, str) or city not in self.zones:
            return None, "city: not a city of the catalog"
        if not isinstance(source, str) or not _is_slug(source):
            return None, "source: missing or not a slug; give --source"
        if moment is None:
            return None, "captured_at: missing or not a date"
        return self._by_day(f"{city}.{source}", city, moment)

    def _by_day(self, market: str, city: str, moment: datetime) -> tuple[tuple[str, date] | None, str]:
        """The partition of a moment: the city's own day."""
        if moment > self.started_at + CLOCKS_DIFFER:
            return None, "captured_at: lies in the future"
        local = moment.replace(tzinfo=UTC).astimezone(self.zones[city]).date()
        if local < FIRST_DAY:
            return None, f"captured_at: lies before {FIRST_DAY}"
        return (market, local), ""

    def _writer(self, place: tuple[str, date]) -> PartitionWriter:
        if place not in self.writers:
            market, day = place
            self.writers[place] = PartitionWriter(
                self.home, market, day, is_sandbox=market.partition(".")[2] in self.simulated, source_sha256=None
            )
        return self.writers[place]


def _is_slug(text: str) -> bool:
    import re

    return re.match(SLUG, text) is not None


def _parsed(line: bytes) -> dict[str, Any] | None:
    try:
        values = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return values if isinstance(values, dict) else None


def _moment(values: dict[str, Any]) -> datetime | None:
    """The capture time as naive UTC."""
    given = values.get("captured_at")
    try:
        moment = datetime.fromisoformat(given) if isinstance(given, str) else None
    except ValueError:
        return None
    if moment is None:
        return None
    try:
        return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    except OverflowError:
        return None


def _probe(path: Path) -> None:
    if not path.is_file():
        raise ImportRefused(f"{path.name}: no such file; check the path")
    if path.suffix == ".parquet":
        try:
            pl.read_parquet_schema(path)
        except (pl.exceptions.PolarsError, OSError) as error:
            raise ImportRefused(f"{path.name}: not a readable Parquet file; ask the sender for it again") from error
    elif path.suffix not in (".jsonl", ".ndjson") and not is_archive(path):
        raise ImportRefused(f"{path.name}: not a known form; give .jsonl (JSON Lines), .parquet, .warc or .warc.gz")


def _lines(path: Path) -> Iterator[bytes]:
    """Each record as one line of JSON, in bounded memory; raises ImportRefused for a line that is no text."""
    if path.suffix == ".parquet":
        for batch in pl.scan_parquet(path).collect_batches(chunk_size=10_000):
            for row in batch.iter_rows(named=True):
                kept = {name: value for name, value in row.items() if value is not None}
                yield json.dumps(kept, ensure_ascii=False, default=_plain).encode("utf-8", "surrogatepass")
        return
    with path.open("rb") as file:
        for number, line in enumerate(iter(lambda: file.readline(MAX_LINE), b""), start=1):
            if not line.endswith(b"\n") and len(line) >= MAX_LINE:
                raise ImportRefused(f"{path.name} line {number}: longer than {MAX_LINE} bytes; not JSON Lines")
            try:
                line.decode("utf-8")
            except UnicodeDecodeError as error:
                raise ImportRefused(f"{path.name} line {number}: not UTF-8; convert the file") from error
            if line.strip():
                yield line.strip()


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
