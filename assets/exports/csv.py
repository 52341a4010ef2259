"""CSV (RFC 4180), a file a table: UTF-8 with a mark, as spreadsheets want it, and no cell that one of them would run.

The last two columns of every row say how to take it and where it is from, so that they stay when files are parted.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from assets.exports.cells import defused
from assets.exports.package import Package


def write(package: Package, folder: Path) -> None:
    """Write `<table>.csv` for each table."""
    told = package.stamp
    for name, table in package.tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([*table.columns, "notice", "build"])
            for row in table.iter_rows():
                writer.writerow([*(_cell(value) for value in row), told.headline, f"{told.tier} {told.build_id}"])


def _cell(value: Any) -> Any:
    return defused(value.isoformat() if hasattr(value, "isoformat") else value)
