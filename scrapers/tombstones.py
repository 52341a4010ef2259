"""What a purge leaves: which records are gone, since when and why. No word of what they held.

A partition of which something is left keeps `tombstones.parquet` (a row a record: its page_id, which is a digest)
beside its archive, and its manifest names the manifests before it under `purged`. One of which nothing is left is
buried: its folder holds `tombstone.json` and the tombstones of its records, and no manifest. A record that has a
tombstone does not land again.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

TOMBSTONE, TOMBSTONES = "tombstone.json", "tombstones.parquet"
SCHEMA = pl.Schema({"page_id": pl.String(), "date": pl.Date(), "reason": pl.String()})


@dataclass(frozen=True)
class Tombstone:
    """Which manifest is gone or was replaced, since when, and why."""

    manifest_sha256: str
    date: date
    reason: str

    def document(self) -> dict[str, str]:
        """As JSON."""
        return {"manifest_sha256": self.manifest_sha256, "date": self.date.isoformat(), "reason": self.reason}


def bury(folder: Path, stone: Tombstone) -> None:
    """Write a tombstone where a partition was."""
    (folder / TOMBSTONE).write_text(json.dumps(stone.document()) + "\n", encoding="utf-8")


def stones_of(folder: Path) -> pl.DataFrame:
    """The tombstones of a partition's records: page_id, date, reason; no rows where nothing was purged."""
    path = folder / TOMBSTONES
    return pl.read_parquet(path).cast(SCHEMA) if path.exists() else pl.DataFrame(schema=SCHEMA)


def add_stones(folder: Path, aside: Path, page_ids: Iterable[str], stone: Tombstone) -> None:
    """Write into `aside` the tombstones of `folder` and one for each of these records."""
    new = pl.DataFrame({"page_id": sorted(page_ids)}, schema={"page_id": pl.String})
    new = new.with_columns(date=pl.lit(stone.date), reason=pl.lit(stone.reason)).cast(SCHEMA)
    pl.concat([stones_of(folder), new]).unique("page_id", keep="first", maintain_order=True).write_parquet(
        aside / TOMBSTONES
    )


def carry(folder: Path, aside: Path) -> list[dict[str, Any]]:
    """Let the tombstones of a folder stand in the one that replaces it; returns what its manifest says was purged."""
    if not (folder / TOMBSTONES).exists():
        return []
    shutil.copyfile(folder / TOMBSTONES, aside / TOMBSTONES)
    return purged_before(folder)


def purged_before(folder: Path) -> list[dict[str, Any]]:
    """The tombstones of the manifests that stood in a folder before, the oldest first."""
    for name in ("manifest.json", TOMBSTONE):
        if (folder / name).exists():
            found = json.loads((folder / name).read_text(encoding="utf-8"))
            own = [{key: found[key] for key in ("manifest_sha256", "date", "reason")}] if name == TOMBSTONE else []
            return [*found.get("purged", []), *own]
    return []
