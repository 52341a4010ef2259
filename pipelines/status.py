"""How things stand: what is published, how fresh each market is, what failed last."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from assets.publish.builds import current, manifest_of
from assets.publish.database import FILE
from assets.raw.partitions import placed


@dataclass(frozen=True)
class Status:
    """The published build (none before the first), its markets, days landed since, and the last failed runs."""

    build: str | None
    published_at: datetime | None
    is_simulated: bool
    markets: list[dict[str, Any]]
    landed: int
    failures: list[dict[str, Any]]

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
        for market in self.markets:
            state = "STALE" if market["is_stale"] else "fresh"
            lines.append(f"{state:<10} {market['market']:<28} last good day {market['last_day'] or 'none'}")
            if market["set_aside"]:
                lines.append(f"           set aside: {market['set_aside']}")
        lines += [
            f"failed     {failure['at']}  {failure['job']} {failure['partition'] or ''}  run {failure['run_id'][:8]}"
            for failure in self.failures
        ]
        return lines


def read_status(home: Path) -> Status:
    """Read the status from the published build and the folders; opens nothing for writing."""
    build = current(home)
    landed = len(placed(home))
    if build is None:
        return Status(None, None, False, [], landed, _failures(home))
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
        landed=landed,
        failures=_failures(home),
    )


def _failures(home: Path, last: int = 5) -> list[dict[str, Any]]:
    path = home / "work" / "failures.jsonl"
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()[-last:]
    return [json.loads(line) for line in lines]
