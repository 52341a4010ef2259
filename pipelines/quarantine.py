"""The warehouse, opened: a damaged file is named, laid aside and made anew from raw, for it can always be rebuilt."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from assets.warehouse import Warehouse

FILE = "warehouse.duckdb"
#: What DuckDB says of a file that is not what it wrote; a full disk and a lock held by others say other things.
_DAMAGE = (
    "not a valid duckdb database",
    "corrupt database file",
    "could not read enough bytes",
    "serialization error",
    "failed to load metadata",
)


def is_damage(message: str) -> bool:
    """Whether an error of DuckDB says that the file is damaged."""
    return any(words in message.lower() for words in _DAMAGE)


def open_warehouse(home: Path, say: Callable[[str], None]) -> Warehouse:
    """Open the working file; a damaged one is laid aside first, and said. Needs the work lock."""
    try:
        return _readable(home)
    except duckdb.Error as error:
        if not is_damage(str(error)):
            raise
    say(quarantine(home))
    return Warehouse(home)


def _readable(home: Path) -> Warehouse:
    """The working file, once what a run asks of it first was read: damage may lie behind a sound head."""
    opened = Warehouse(home)
    try:
        opened.unpublished_days()
        opened.changed_models()
    except duckdb.Error:
        opened.close()
        raise
    return opened


def quarantine(home: Path) -> str:
    """Lay the warehouse and the state that belongs to it aside, in `work/damaged`; returns what was done, in words.

    The copy that was laid aside before goes: one is enough to look at.
    """
    work = home / "work"
    aside = work / "damaged"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(mode=0o700)
    for name in (FILE, f"{FILE}.wal", "state"):
        if (work / name).exists():
            (work / name).rename(aside / name)
    (aside / "since").write_text(datetime.now(UTC).isoformat(timespec="seconds") + "\n", encoding="utf-8")
    return f"work/{FILE} was damaged: it lies in work/damaged, and all tables are made anew from raw"
