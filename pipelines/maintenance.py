"""What grows is cut back: old runs and their logs, old builds, caches, what killed processes left; sizes are noted."""

from __future__ import annotations

import json
import shutil
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import dagster as dg

from assets.publish.builds import KEEP, prune, remove_leftovers
from pipelines.resources import work_lock
from pipelines.runs import close_orphans

KEEP_RUNS = timedelta(days=90)
#: What a process writes aside is finished within a day, or never.
LEFT_BEHIND = 24 * 3600.0
#: Where a rebuild keeps the warehouse that it replaces.
REPLACED = "rebuild-aside"
STORES = ("raw", "work", "published", "dagster", "records", "config")
SIZES, FAILURES = "sizes.jsonl", "failures.jsonl"
_FAILURES_KEPT, _SIZES_KEPT = 1_000, 2_000
_ENDED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]


@dataclass(frozen=True)
class Maintained:
    """What was removed, and how large each store is now."""

    orphaned_runs: int
    runs: int
    builds: int
    leftovers: int
    cached: int
    bytes: dict[str, int]

    def document(self) -> dict[str, Any]:
        """As one JSON document."""
        return asdict(self)


def maintain(home: Path, keep_runs: timedelta = KEEP_RUNS, keep_builds: int = KEEP) -> Maintained:
    """Cut back what grows; waits until no refresh is at work. What is archived, labelled or logged by people stays."""
    with work_lock(home):
        instance = dg.DagsterInstance.get()
        orphans = close_orphans(instance)
        runs = _old_runs(instance, home, datetime.now(UTC) - keep_runs)
        left = sweep(home)
        builds = prune(home, keep_builds) if (home / "published" / "builds").is_dir() else []
        cached = _old_cache(home)
        for name, kept in ((FAILURES, _FAILURES_KEPT), (SIZES, _SIZES_KEPT)):
            _shorten(home / "work" / name, kept)
        return Maintained(len(orphans), runs, len(builds), len(left), cached, note_sizes(home))


def sweep(home: Path) -> list[str]:
    """Remove what killed processes left aside; needs the work lock. Returns their names.

    Builds and links are written under that lock, so that all of theirs goes; the rest may belong to a crawl or an
    import that is at work, and goes when it is a day old.
    """
    removed = remove_leftovers(home)
    if (home / "work" / REPLACED).is_dir():
        # A rebuild was killed; what it had made so far is the warehouse now, and is finished by whoever refines next.
        shutil.rmtree(home / "work" / REPLACED)
        removed.append(REPLACED)
    # What a killed process had no room for in memory; whoever holds the lock now wrote none of it.
    shutil.rmtree(home / "work" / "warehouse.tmp", ignore_errors=True)
    found = [*home.glob("*.aside"), *(home / "work").glob("tmp*"), *(home / "work").rglob("*.aside")]
    found += [*(home / "raw").glob("*/*/*.aside"), *(home / "config").glob("*.aside")]
    found += [*(home / "records").glob(".*.aside"), *(home / "exports").glob(".*.aside")]
    for path in found:
        if path.stat().st_mtime < time.time() - LEFT_BEHIND:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
            removed.append(path.name)
    return removed


# -- Dagster's runs ----------------------------------------------------------------------------------------------


def _old_runs(instance: dg.DagsterInstance, home: Path, before: datetime) -> int:
    """Delete ended runs that were created before a time, with their events and logs."""
    records = instance.get_run_records(dg.RunsFilter(statuses=_ENDED, created_before=before))
    for record in records:
        run_id = record.dagster_run.run_id
        instance.delete_run(run_id)
        shutil.rmtree(home / "dagster" / "storage" / run_id, ignore_errors=True)
        for path in (home / "dagster" / "history" / "runs").glob(f"{run_id}.db*"):
            path.unlink(missing_ok=True)
    return len(records)


def _old_cache(home: Path) -> int:
    """Cached files that no build of the last month needed, and a damaged warehouse that nobody asked for so long."""
    old = [
        path
        for folder in ("cache", "damaged")
        for path in (home / "work" / folder).rglob("*")
        if path.is_file() and path.stat().st_atime < time.time() - 30 * LEFT_BEHIND
    ]
    for path in old:
        path.unlink()
    return len(old)


def _shorten(path: Path, lines: int) -> None:
    if not path.exists():
        return
    kept = path.read_text(encoding="utf-8").splitlines(keepends=True)
    if len(kept) > lines:
        aside = path.with_name(f"{path.name}.aside")
        aside.write_text("".join(kept[-lines:]), encoding="utf-8")
        aside.replace(path)


# -- sizes ---------------------------------------------------------------------------------------------------------


def note_sizes(home: Path) -> dict[str, int]:
    """Measure every store and note it, one line a measurement; returns bytes by store."""
    sizes = {name: _bytes(home / name) for name in STORES}
    line = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "bytes": sizes}
    with (home / "work" / SIZES).open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
    return sizes


def growth(home: Path, over: timedelta = timedelta(days=30)) -> dict[str, float]:
    """Bytes a day by which each store grew over the last month; empty until measurements lie a day apart."""
    path = home / "work" / SIZES
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
    if not lines:
        return {}
    last = datetime.fromisoformat(lines[-1]["at"])
    first = next(line for line in lines if datetime.fromisoformat(line["at"]) >= last - over)
    days = (last - datetime.fromisoformat(first["at"])) / timedelta(days=1)
    if days < 1:
        return {}
    return {name: (lines[-1]["bytes"][name] - first["bytes"].get(name, 0)) / days for name in lines[-1]["bytes"]}


def _bytes(folder: Path) -> int:
    """Bytes on disk of the files in a folder; one that goes meanwhile counts nothing."""
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.lstat().st_size if not path.is_dir() else 0
        except FileNotFoundError:
            continue
    return total
