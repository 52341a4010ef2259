"""Parquet, a file a table, with its types; the stamp stands in each file's own metadata."""

from __future__ import annotations

from pathlib import Path

from assets.exports.package import Package


def write(package: Package, folder: Path) -> None:
    """Write `<table>.parquet` for each table."""
    for name, table in package.tables.items():
        table.write_parquet(folder / f"{name}.parquet", metadata=package.stamp.lines)
