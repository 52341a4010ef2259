"""Sort a partner's records into a few files by market and day: a line says where from and where to, then the record.

It reads everything once before anything lands, so a file that cannot be read lands nothing, and what is then landed at
once is a small part of the import.
"""

from __future__ import annotations

import json
import re
import zlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from scrapers.catalog import SLUG, cities
from scrapers.mapping import ColumnMapping, mapping_sha256
from scrapers.partition import FIRST_DAY, sha256_of
from scrapers.partner_records import lines

UNPLACED = "unplaced"
#: How far ahead of ours a partner's clock may be.
CLOCKS_DIFFER = timedelta(minutes=10)
#: Files into which records are sorted.
BUCKETS = 64
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


class Sorter:
    """Sorts records into files by market and day: a line that says where from and where to, and the record's line."""

    def __init__(self, folder: Path, source: str | None, now: datetime) -> None:
        self.folder, self.source, self.now = folder, source, now
        self.report, self.records = LandingReport(), 0
        self.provenance: list[tuple[tuple[str, str], ...]] = []
        self.files: dict[int, BinaryIO] = {}

    def __enter__(self) -> Sorter:
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
        place, problem = place_of(values, self.now)
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


def place_of(values: dict[str, Any] | None, now: datetime) -> tuple[Place | None, str]:
    """The market and day of a record, or None with the reason."""
    if values is None:
        return None, "record: not a JSON object"
    source, city, moment = values.get("source"), values.get("city"), moment_of(values)
    if not isinstance(city, str) or city not in _zones():
        return None, "city: not a city of the catalog"
    if not isinstance(source, str) or not re.match(SLUG, source):
        return None, "source: missing or not a slug; give --source"
    if moment is None:
        return None, "captured_at: missing or not a date"
    return by_day(f"{city}.{source}", city, moment, now)


def by_day(market: str, city: str, moment: datetime, now: datetime) -> tuple[Place | None, str]:
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


def parsed(line: bytes) -> dict[str, Any] | None:
    """A line as an object; None for one that is none."""
    try:
        values = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return values if isinstance(values, dict) else None


def moment_of(values: dict[str, Any]) -> datetime | None:
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
