"""The ledger: one line a landed partition, each with the hash of the line before, so that a change shows.

`raw/ledger.jsonl` is append-only and written under a lock; its head stands in every published manifest.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

GENESIS = "0" * 64


class LedgerError(ValueError):
    """A ledger that was altered; the message names the line."""


def ledger_path(home: Path) -> Path:
    """Where the ledger lies."""
    return home / "raw" / "ledger.jsonl"


def append(home: Path, market: str, day: str, manifest_sha256: str, note: str = "landed") -> str:
    """Add an entry and return its hash; durable when it returns."""
    path = ledger_path(home)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        lines = file.read().splitlines()
        last: dict[str, Any] = _entry(len(lines), lines[-1]) if lines else {"seq": 0, "hash": GENESIS}
        entry = {
            "seq": last["seq"] + 1,
            "previous": last["hash"],
            "at": datetime.now(UTC).isoformat(timespec="microseconds"),
            "market": market,
            "day": day,
            "manifest_sha256": manifest_sha256,
            "note": note,
        }
        entry["hash"] = _hash(entry)
        file.write(json.dumps(entry) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return str(entry["hash"])


def entries(home: Path) -> list[dict[str, Any]]:
    """Every entry, in order; a torn last line (a killed write) is left out. Raises LedgerError."""
    path = ledger_path(home)
    if not path.exists():
        return []
    text = path.read_text(encoding="utf-8")
    whole = text[: text.rfind("\n") + 1]
    return [_entry(place, line) for place, line in enumerate(whole.splitlines(), start=1)]


def _entry(place: int, line: str) -> dict[str, Any]:
    try:
        entry: dict[str, Any] = json.loads(line)
    except ValueError as error:
        raise LedgerError(
            f"raw/ledger.jsonl line {place}: cannot be read; restore the file from a backup, nothing lands until then"
        ) from error
    return entry


def head(home: Path) -> str | None:
    """The hash of the last entry; None for an empty ledger."""
    found = entries(home)
    return found[-1]["hash"] if found else None


def verify_chain(home: Path) -> int:
    """Check every link; returns the number of entries. Raises LedgerError naming the first line that does not hold."""
    previous = GENESIS
    found = entries(home)
    for place, entry in enumerate(found, start=1):
        held = {key: value for key, value in entry.items() if key != "hash"}
        if entry["seq"] != place or entry["previous"] != previous or entry["hash"] != _hash(held):
            raise LedgerError(
                f"{ledger_path(home).name} line {place}: does not follow from the line before; "
                "compare with the ledger head in an older build's manifest.json"
            )
        previous = entry["hash"]
    return len(found)


def repair(home: Path) -> None:
    """Cut off a torn last line, the trace of a killed write."""
    path = ledger_path(home)
    if not path.exists():
        return
    with path.open("r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        content = file.read()
        whole = content.rfind(b"\n") + 1
        if whole < len(content):
            file.truncate(whole)
            os.fsync(file.fileno())


def _hash(entry: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(entry, sort_keys=True).encode()).hexdigest()
