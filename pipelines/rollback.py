"""Back to an earlier build: the link is pointed there; nothing is deleted, and no purged row comes back."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from assets.publish.builds import builds_folder, current, finished, manifest_of, point_to
from assets.raw.partitions import inputs_by_day, placed
from pipelines.access import user
from pipelines.resources import work_lock
from scrapers import ledger
from scrapers.purge import NOTE
from scrapers.tombstones import TOMBSTONE

LOG = "publishing.jsonl"


class RollbackRefused(ValueError):
    """A build that cannot be shown again; the message says which and why."""


@dataclass(frozen=True)
class RolledBack:
    """What people saw, and what they see now."""

    before: str
    now: str


def rollback(home: Path, build_id: str | None, why: str, by: str | None) -> RolledBack:
    """Show an earlier build: the one named, or the last one made before the one shown. Raises RollbackRefused.

    It stays until something new lands or other code runs: what landed until now is not published again by itself.
    """
    with work_lock(home):
        shown = current(home)
        if shown is None:
            raise RollbackRefused("nothing is published yet; run gaining-ground refresh")
        target = _named(home, build_id) if build_id else _before(home, shown)
        if days := purged_days_of(home, target):
            raise RollbackRefused(
                f"{target.name}: holds what was purged since ({len(days)} days, from {days[0]} on); choose another"
            )
        point_to(home, target.name)
        _note(home, {"from": shown.name, "to": target.name, "why": why, "by": by or user()})
    return RolledBack(shown.name, target.name)


def purged_days_of(home: Path, build: Path) -> list[str]:
    """The days of which something was purged after the build was made, in order."""
    manifest = manifest_of(build)
    held, made = manifest["inputs"], manifest.get("published_at", "")
    later = {entry["day"] for entry in ledger.entries(home) if entry["note"] == NOTE and entry["at"] >= made}
    stones = {path.parent.name for path in (home / "raw").glob(f"[!.]*/[!.]*/{TOMBSTONE}")}
    now = {day.isoformat(): digest for day, digest in inputs_by_day(placed(home)).items()} if stones else {}
    return sorted(day for day in held if day in later or (day in stones and held[day] != now.get(day)))


def _named(home: Path, build_id: str) -> Path:
    found = [path for path in finished(home) if path.name == build_id]
    if not found:
        have = ", ".join(path.name for path in finished(home)) or "none"
        raise RollbackRefused(f"build {build_id[:60]}: is not there; there are {have}")
    return found[0]


def _before(home: Path, shown: Path) -> Path:
    earlier = [path for path in finished(home) if path.name < shown.name and not purged_days_of(home, path)]
    if not earlier:
        raise RollbackRefused(
            f"no build before {shown.name} can be shown again in {builds_folder(home).relative_to(home)}"
        )
    return earlier[-1]


def _note(home: Path, entry: dict[str, str]) -> None:
    path = home / "records" / LOG
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("a", encoding="utf-8") as file:
        path.chmod(0o600)
        file.write(json.dumps({"at": datetime.now(UTC).isoformat(timespec="seconds"), **entry}) + "\n")
        file.flush()
        os.fsync(file.fileno())
