"""Raw partitions on disk: where they lie, which have landed, how one takes its place, and what a crash left.

A partition is a folder `raw/<market>/<day>/`. It is seen when its manifest is there, and takes its place by one rename.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from scrapers import ledger
from scrapers.exchange import exchange

WARC, PAGES, LISTINGS, MANIFEST = "pages.warc.gz", "pages.parquet", "listings.parquet", "manifest.json"
ASIDE, _REPLACED = ".aside-", ".replaced-"
#: Seconds for which what a killed crawl left is kept.
SALVAGED_FOR = 24 * 3600.0
#: The first day for which data can land.
FIRST_DAY = date(2015, 1, 1)
_MARKET = re.compile(r"^[a-z0-9_]{1,32}(\.[a-z0-9_]{1,32})?$")


@dataclass(frozen=True)
class Landed:
    """A landed partition and what its manifest says of it."""

    market: str
    day: date
    folder: Path
    manifest_sha256: str
    ended_at: datetime
    is_sandbox: bool


def partition_folder(home: Path, market: str, day: date) -> Path:
    """Where a partition lies; raises ValueError for a name that is no market, so that no name becomes a path."""
    if not _MARKET.match(market):
        raise ValueError(f"market {market[:40]!r}: not a name of the form city.source")
    return home / "raw" / market / day.isoformat()


def has_landed(home: Path, market: str, day: date) -> bool:
    """Whether a market and day is there."""
    return (partition_folder(home, market, day) / MANIFEST).exists()


def landed(home: Path) -> list[Landed]:
    """Every landed partition, by market and day; what is being written is not there yet."""
    return _landed_in((home / "raw").glob(f"*/*/{MANIFEST}"))


def _landed_in(manifests: Iterable[Path]) -> list[Landed]:
    found = []
    for path in sorted(manifests):
        if path.parent.name.startswith("."):
            continue
        if (item := _read_manifest(path)) is not None:
            found.append(item)
    return found


def _read_manifest(path: Path) -> Landed | None:
    """What a manifest says; None for one that cannot be read, which counts as not landed (see `unreadable`)."""
    text = path.read_bytes()
    try:
        manifest = json.loads(text)
        return Landed(
            market=path.parent.parent.name,
            day=date.fromisoformat(path.parent.name),
            folder=path.parent,
            manifest_sha256=hashlib.sha256(text).hexdigest(),
            ended_at=datetime.fromisoformat(manifest["ended_at"]),
            is_sandbox=bool(manifest["is_sandbox"]),
        )
    except (ValueError, KeyError, TypeError):
        return None


def unreadable(home: Path) -> list[str]:
    """The partitions whose manifest is damaged, as `<market> <day>`; they are left out until it is restored."""
    manifests = sorted((home / "raw").glob(f"[!.]*/[!.]*/{MANIFEST}"))
    return [f"{path.parent.parent.name} {path.parent.name}" for path in manifests if _read_manifest(path) is None]


def landed_of(home: Path, market: str) -> list[Landed]:
    """The landed partitions of one market, by day."""
    return _landed_in((home / "raw").glob(f"{market}/*/{MANIFEST}"))


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Wait for a lock file and hold it; released by the kernel when the process dies."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def landing_turn(home: Path, market: str) -> AbstractContextManager[None]:
    """One landing of a market at a time: a crawl and an import of the same day both keep what is there."""
    return exclusive(home / "raw" / market / ".landing")


def show(aside: Path, folder: Path) -> None:
    """Let a finished folder take its place; one rename, also when an older one stands there."""
    if not folder.exists():
        aside.rename(folder)
    elif exchange(aside, folder):
        shutil.rmtree(aside)
    else:
        replaced = folder.parent / f"{_REPLACED}{folder.name}"
        folder.rename(replaced)
        aside.rename(folder)
        shutil.rmtree(replaced)
    _sync(folder.parent)


def recover(home: Path) -> list[str]:
    """Mend what killed processes left: half-replaced folders return, the ledger is completed, unfinished folders go.

    Unfinished folders go after a day: until then a crawl of the same market and day takes from them what is there.

    Call it when nothing crawls. Returns what was done, in words.
    """
    done = []
    for replaced in (home / "raw").glob(f"*/{_REPLACED}*"):
        place = replaced.parent / replaced.name.removeprefix(_REPLACED)
        if not place.exists():
            replaced.rename(place)
            done.append(f"put back {place.parent.name} {place.name}")
        else:
            shutil.rmtree(replaced)
    for aside in (home / "raw").glob(f"*/{ASIDE}*"):
        if not is_being_written(aside) and aside.stat().st_mtime < time.time() - SALVAGED_FOR:
            shutil.rmtree(aside)
            done.append(f"removed an unfinished folder of {aside.parent.name}")
    ledger.repair(home)
    known = {(entry["market"], entry["day"], entry["manifest_sha256"]) for entry in ledger.entries(home)}
    for item in landed(home):
        if (item.market, item.day.isoformat(), item.manifest_sha256) not in known:
            ledger.append(home, item.market, item.day.isoformat(), item.manifest_sha256, note="recovered")
            done.append(f"completed the ledger for {item.market} {item.day}")
    return done


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_being_written(aside: Path) -> bool:
    """Whether the process named in the folder's name still lives."""
    pid = aside.name.split("-")[-2]
    try:
        os.kill(int(pid), 0)
    except (ProcessLookupError, ValueError):
        return False
    except PermissionError:
        return True
    return True


def make_durable(folder: Path) -> None:
    """Let a folder and its files survive a power cut."""
    for path in folder.iterdir():
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
