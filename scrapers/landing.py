"""Land a partner's records as a crawl would: each is kept as a WARC `resource` record in its city's partition.

A record lands by its own city and capture day. What cannot be placed (no known city, no capture time) is kept and
counted in the partition `unplaced`, so that nothing is dropped in silence; what can be placed and is no valid
AdRecord is quarantined by the parser, whole, with field and reason. Each record names the file and line it came from.

Records are first sorted into a few files by market and day, which also finds a file that cannot be read before anything
lands; then each of these is landed by itself, several at a time. So memory grows with the largest market and day, and
not with what is imported.
"""

from __future__ import annotations

import json
import multiprocessing
import re
import shutil
import uuid
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from scrapers.ad import AdRecord, read_record
from scrapers.archive import PartitionWriter
from scrapers.catalog import SLUG, cities, sources
from scrapers.mapping import ColumnMapping, mapping_sha256
from scrapers.partition import FIRST_DAY, exclusive, sha256_of
from scrapers.partner_archive import Found, is_archive, read_archive
from scrapers.partner_cdr import read_cdr
from scrapers.partner_records import is_cdr, lines, probe
from scrapers.warc import Page

UNPLACED = "unplaced"
#: How far ahead of ours a partner's clock may be.
CLOCKS_DIFFER = timedelta(minutes=10)
MEDIA_TYPE = "application/json"
NO_ADDRESS = "urn:x-no-address"
#: Files into which records are sorted; from so many records on, processes of their own pay for their start.
BUCKETS, MANY = 64, 20_000
Place = tuple[str, date]


@dataclass
class LandingReport:
    """What landed, by market and day, and what was quarantined, by reason."""

    landed: Counter[Place] = field(default_factory=Counter)
    quarantined: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def total_landed(self) -> int:
        """Records that landed and are valid."""
        return sum(self.landed.values())

    def reject(self, reason: str) -> None:
        """Count a record that is quarantined."""
        self.quarantined += 1
        self.reasons[reason] += 1

    def add(self, other: LandingReport) -> None:
        """Count what another part of the import landed."""
        self.landed += other.landed
        self.quarantined += other.quarantined
        self.reasons += other.reasons


def land_files(
    home: Path,
    paths: Iterable[Path],
    source: str | None = None,
    mapping: ColumnMapping | None = None,
    workers: int = 1,
) -> LandingReport:
    """Land JSON Lines, CSV, Parquet, WARC and CDR files; raises ImportRefused before anything lands of one that cannot
    be read.

    `source` is the source of records that name none, and of the pages of archives; `mapping` says what a partner's
    columns are. Records already there, or purged, are not landed again.
    """
    files = list(paths)
    for path in files:
        probe(path, mapping)
    archives = [path for path in files if is_archive(path) or (mapping is None and is_cdr(path))]
    with exclusive(home / "raw" / ".import"):
        report, now = LandingReport(), datetime.now(UTC).replace(tzinfo=None)
        folder = home / "raw" / f".import-{uuid.uuid4().hex[:8]}"
        pages = _Pages(home, now)
        try:
            with _Sorter(folder, source, now) as sorter:
                for path in files:
                    if path not in archives:
                        sorter.add_file(path, mapping)
                for path in archives:
                    pages.add_all(read_archive(path, source) if is_archive(path) else read_cdr(path, source))
            report.add(sorter.report)
            for part in _land_buckets(home, sorter, now, workers):
                report.add(part)
            report.add(pages.land())
            return report
        finally:
            pages.discard()
            shutil.rmtree(folder, ignore_errors=True)


# -- sorting ------------------------------------------------------------------------------------------------------


class _Sorter:
    """Sorts records into files by market and day: a line that says where from and where to, and the record's line."""

    def __init__(self, folder: Path, source: str | None, now: datetime) -> None:
        self.folder, self.source, self.now = folder, source, now
        self.report, self.records = LandingReport(), 0
        self.provenance: list[tuple[tuple[str, str], ...]] = []
        self.files: dict[int, BinaryIO] = {}

    def __enter__(self) -> _Sorter:
        self.folder.mkdir(parents=True, mode=0o700)
        return self

    def __exit__(self, *_: object) -> None:
        for file in self.files.values():
            file.close()

    def add_file(self, path: Path, mapping: ColumnMapping | None) -> None:
        """Sort the records of a file."""
        said = [("X-Import-File", f"sha256:{sha256_of(path)}")]
        if mapping:
            said.append(("X-Import-Mapping", f"sha256:{mapping_sha256(mapping)}"))
        self.provenance.append(tuple(said))
        for number, line in lines(path, mapping):
            self._add(number, line)

    def _add(self, number: int, line: bytes) -> None:
        values = parsed(line)
        if values and self.source and not values.get("source"):
            values["source"] = self.source
            line = json.dumps(values, ensure_ascii=False).encode("utf-8", errors="surrogatepass")
        place, problem = _place(values, self.now)
        if place is None:
            self.report.reject(problem)
            place = (UNPLACED, self.now.date())
        header = f"{place[0]} {place[1]} {len(self.provenance) - 1} {number}\n".encode()
        self._bucket(place).write(header + line + b"\n")
        self.records += 1

    def _bucket(self, place: Place) -> BinaryIO:
        bucket = zlib.crc32(f"{place[0]} {place[1]}".encode()) % BUCKETS
        if bucket not in self.files:
            self.files[bucket] = (self.folder / f"{bucket:02}").open("wb")
        return self.files[bucket]


def _place(values: dict[str, Any] | None, now: datetime) -> tuple[Place | None, str]:
    if values is None:
        return None, "record: not a JSON object"
    source, city, moment = values.get("source"), values.get("city"), _moment(values)
    if not isinstance(city, str) or city not in _zones():
        return None, "city: not a city of the catalog"
    if not isinstance(source, str) or not re.match(SLUG, source):
        return None, "source: missing or not a slug; give --source"
    if moment is None:
        return None, "captured_at: missing or not a date"
    return _by_day(f"{city}.{source}", city, moment, now)


def _by_day(market: str, city: str, moment: datetime, now: datetime) -> tuple[Place | None, str]:
    """The partition of a moment: the city's own day."""
    if moment > now + CLOCKS_DIFFER:
        return None, "captured_at: lies in the future"
    local = moment.replace(tzinfo=UTC).astimezone(_zones()[city]).date()
    if local < FIRST_DAY:
        return None, f"captured_at: lies before {FIRST_DAY}"
    return (market, local), ""


@cache
def _zones() -> dict[str, ZoneInfo]:
    return {slug: ZoneInfo(city.time_zone) for slug, city in cities().items()}


# -- landing ------------------------------------------------------------------------------------------------------


def _land_buckets(home: Path, sorter: _Sorter, now: datetime, workers: int) -> Iterator[LandingReport]:
    found = sorted(sorter.folder.iterdir())
    if workers < 2 or sorter.records < MANY:
        yield from (land_bucket(home, bucket, sorter.provenance, now) for bucket in found)
        return
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("forkserver")) as pool:
        asked = [pool.submit(land_bucket, home, bucket, sorter.provenance, now) for bucket in found]
        yield from (answer.result() for answer in asked)


def land_bucket(
    home: Path, bucket: Path, provenance: list[tuple[tuple[str, str], ...]], now: datetime
) -> LandingReport:
    """Land the records of one sorted file; each of its partitions whole or not at all."""
    report, writers = LandingReport(), _Writers(home)
    try:
        with bucket.open("rb") as file:
            while header := file.readline():
                market, day, origin, number = header.decode().split()
                said = (*provenance[int(origin)], ("X-Import-Line", number))
                _land_record(report, writers, (market, date.fromisoformat(day)), file.readline()[:-1], said, now)
        writers.land(now)
    finally:
        writers.discard()
    return report


def _land_record(
    report: LandingReport,
    writers: _Writers,
    place: Place,
    line: bytes,
    provenance: tuple[tuple[str, str], ...],
    now: datetime,
) -> None:
    values, captured_at, reason = parsed(line) or {}, now, ""
    if place[0] != UNPLACED:
        result = read_record(values)
        if isinstance(result, AdRecord):
            captured_at = result.captured_at
        else:
            captured_at, reason = _moment(values) or now, f"{result.field}: {result.reason}"
    url = str(values.get("url") or NO_ADDRESS)[:2000]
    printable = url if url.isascii() and url.isprintable() and " " not in url else NO_ADDRESS
    page = Page(printable, captured_at, "record", line, MEDIA_TYPE, provenance=provenance)
    is_new = writers.of(place).add_page(page) is not None
    if reason:
        report.reject(reason)
    elif place[0] != UNPLACED and is_new:
        report.landed[place] += 1


class _Writers:
    """The partitions that are being written aside, shown when all of what is read of them is there."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.simulated = {slug for slug, known in sources().items() if known.sandbox}
        self.open: dict[Place, PartitionWriter] = {}

    def of(self, place: Place) -> PartitionWriter:
        """The writer of a market and day."""
        if place not in self.open:
            market, day = place
            is_sandbox = market.partition(".")[2] in self.simulated
            self.open[place] = PartitionWriter(self.home, market, day, is_sandbox=is_sandbox, source_sha256=None)
        return self.open[place]

    def land(self, started_at: datetime) -> None:
        """Show every partition."""
        ended_at = datetime.now(UTC).replace(tzinfo=None)
        for writer in self.open.values():
            writer.land(started_at, ended_at, {"imported": len(writer.pages)})

    def discard(self) -> None:
        """Leave nothing behind of what did not land."""
        for writer in self.open.values():
            writer.discard()


class _Pages:
    """The pages of partners' archives; whether one is an ad is for the parser to say."""

    def __init__(self, home: Path, now: datetime) -> None:
        self.writers, self.now, self.report = _Writers(home), now, LandingReport()

    def add_all(self, pages: Iterable[Found]) -> None:
        """Place each page."""
        for found in pages:
            self._add(found)

    def _add(self, found: Found) -> None:
        place, problem = None, found.reason
        if found.market:
            moment = found.page.captured_at
            place, problem = _by_day(found.market.name, found.market.city.slug, moment, self.now)
        if place is None:
            self.report.reject(problem)
        writer = self.writers.of(place or (UNPLACED, self.now.date()))
        page_id = writer.add_page(found.page)
        if page_id is None or place is None:
            return
        for entry in found.entries:
            writer.add_listing(entry.url, entry.entry_hash, page_id)
        self.report.landed[place] += 1

    def land(self) -> LandingReport:
        """Show every partition."""
        self.writers.land(self.now)
        return self.report

    def discard(self) -> None:
        """Leave nothing behind of what did not land."""
        self.writers.discard()


def parsed(line: bytes) -> dict[str, Any] | None:
    """A line as an object; None for one that is none."""
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
