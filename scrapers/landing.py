"""Land a partner's records as a crawl would: each is kept as a WARC `resource` record in its city's partition.

A record lands by its own city and capture day. What cannot be placed (no known city, no capture time) is kept and
counted in the partition `unplaced`, so that nothing is dropped in silence; what can be placed and is no valid
AdRecord is quarantined by the parser, whole, with field and reason. Each record names the file and line it came from.

Records are first sorted into a few files by market and day, which also finds a file that cannot be read before anything
lands; then each of these is landed by itself, several at a time. So memory grows with the largest market and day, and
not with what is imported.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import uuid
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

from scrapers.ad import AdRecord, read_record
from scrapers.archive import PartitionWriter
from scrapers.catalog import sources
from scrapers.mapping import ColumnMapping
from scrapers.partition import exclusive, is_being_written
from scrapers.partner_archive import Found, is_archive, read_archive
from scrapers.partner_cdr import read_cdr
from scrapers.partner_records import is_cdr, probe
from scrapers.sorting import UNPLACED, LandingReport, Place, Sorter, by_day, moment_of, parsed
from scrapers.warc import Page

LOCK, SORTED = ".import", ".import-"
MEDIA_TYPE = "application/json"
NO_ADDRESS = "urn:x-no-address"
#: From so many records on, processes of their own pay for their start.
MANY = 20_000


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
    with exclusive(home / "raw" / LOCK):
        report, now = LandingReport(), datetime.now(UTC).replace(tzinfo=None)
        folder = home / "raw" / f"{SORTED}{os.getpid()}-{uuid.uuid4().hex[:8]}"
        pages = _Pages(home, now)
        try:
            with Sorter(folder, source, now) as sorter:
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


def remove_unfinished(home: Path) -> list[str]:
    """Remove what killed imports left sorted. Returns what was done, in words."""
    left = [folder for folder in (home / "raw").glob(f"{SORTED}*") if not is_being_written(folder)]
    for folder in left:
        shutil.rmtree(folder)
    return ["removed what an import left unfinished" for _ in left]


def _land_buckets(home: Path, sorter: Sorter, now: datetime, workers: int) -> Iterator[LandingReport]:
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
            captured_at, reason = moment_of(values) or now, f"{result.field}: {result.reason}"
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
        """Show every partition that has something new."""
        ended_at = datetime.now(UTC).replace(tzinfo=None)
        for writer in self.open.values():
            if len(writer.pages):
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
            place, problem = by_day(found.market.name, found.market.city.slug, moment, self.now)
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
