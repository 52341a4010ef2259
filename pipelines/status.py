"""How things stand: what is published, how fresh each market is, what failed last."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from assets.publish.builds import current, manifest_of, newest
from assets.publish.database import FILE
from assets.raw.partitions import placed
from pipelines.maintenance import growth

STATUS = "status.json"


@dataclass(frozen=True)
class Status:
    """The published build (none before the first), its markets, days landed since, and the last failed runs."""

    build: str | None
    published_at: datetime | None
    is_simulated: bool
    markets: list[dict[str, Any]]
    landed: int
    failures: list[dict[str, Any]]
    #: How the last refresh of the command line ended; empty before the first.
    last_refresh: dict[str, Any] = field(default_factory=dict)
    #: The build made last where people see an older one, after a rollback.
    rolled_back_from: str | None = None
    #: Bytes a day by which each store grew over the last month; empty until measurements lie a day apart.
    growth: dict[str, float] = field(default_factory=dict)

    @property
    def age(self) -> timedelta | None:
        """How long ago the build was published."""
        return datetime.now(UTC) - self.published_at if self.published_at else None

    def document(self) -> dict[str, Any]:
        """As one JSON document."""
        return {
            "build": self.build,
            "published_at": self.published_at,
            "is_simulated": self.is_simulated,
            "markets": self.markets,
            "landed_partitions": self.landed,
            "failures": self.failures,
            "last_refresh": self.last_refresh,
            "rolled_back_from": self.rolled_back_from,
            "growth_bytes_a_day": {name: round(grown) for name, grown in self.growth.items()},
        }

    def lines(self) -> list[str]:
        """As lines for a person."""
        if self.build is None:
            return [
                "nothing is published yet; run gaining-ground refresh",
                f"landed: {self.landed} partitions",
            ]
        simulated = "  SIMULATED DATA" if self.is_simulated else ""
        lines = [f"published  {self.published_at:%Y-%m-%d %H:%M} UTC  build {self.build}{simulated}"]
        if self.rolled_back_from:
            lines.append(f"rolled back from build {self.rolled_back_from}")
        if self.last_refresh.get("exit_code"):
            said = [*self.last_refresh["held_back"], *self.last_refresh["failed"]] or ["a market did not land"]
            lines.append(f"last refresh ended with {self.last_refresh['exit_code']}: {said[0]}")
        for market in self.markets:
            state = "STALE" if market["is_stale"] else "fresh"
            lines.append(f"{state:<10} {market['market']:<28} last good day {market['last_day'] or 'none'}")
            if market["set_aside"]:
                lines.append(f"           set aside: {market['set_aside']}")
        lines += [
            f"failed     {failure['at']}  {failure['job']} {failure['partition'] or ''}  run {failure['run_id'][:8]}"
            for failure in self.failures
        ]
        lines += [f"growth     {grown / 1e6:8.1f} MB a day  {name}" for name, grown in self.growth.items()]
        return lines


def read_status(home: Path) -> Status:
    """Read the status from the published build and the folders; opens nothing for writing."""
    stand = _published(home)
    made = newest(home)
    return replace(
        stand,
        landed=len(placed(home)),
        failures=_failures(home),
        last_refresh=_last_refresh(home),
        rolled_back_from=made.name if made and stand.build and made.name > stand.build else None,
        growth=growth(home),
    )


def _published(home: Path) -> Status:
    build = current(home)
    if build is None:
        return Status(None, None, False, [], 0, [])
    manifest = manifest_of(build)
    with duckdb.connect(str(build / FILE), read_only=True) as connection:
        rows = connection.execute(
            "SELECT market, last_day, is_stale, set_aside FROM meta_sources ORDER BY market"
        ).fetchall()
    names = ("market", "last_day", "is_stale", "set_aside")
    return Status(
        build=manifest["build_id"],
        published_at=datetime.fromisoformat(manifest["published_at"]),
        is_simulated=manifest["is_simulated"],
        markets=[dict(zip(names, row, strict=True)) for row in rows],
        landed=0,
        failures=[],
    )


def write_status(home: Path, last_refresh: dict[str, Any] | None = None) -> Path:
    """Write `status.json` for monitoring, replaced as a whole; what is not given of the last refresh stays as it was.

    It holds counts, times, names of markets and reasons, and nothing of any ad.
    """
    now = datetime.now(UTC)
    stand = read_status(home)
    if last_refresh is not None:
        stand = replace(stand, last_refresh={"at": now.isoformat(timespec="seconds"), **last_refresh})
    document = {"written_at": now, "too_old_after_hours": 26, **stand.document()}
    path = home / STATUS
    aside = path.with_suffix(".aside")
    aside.write_text(json.dumps(document, indent=2, default=str) + "\n", encoding="utf-8")
    aside.replace(path)
    return path


def _last_refresh(home: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads((home / STATUS).read_text(encoding="utf-8"))["last_refresh"]
    except (OSError, ValueError, KeyError):
        return {}
    return found


def _failures(home: Path, last: int = 5) -> list[dict[str, Any]]:
    path = home / "work" / "failures.jsonl"
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()[-last:]
    return [json.loads(line) for line in lines]
