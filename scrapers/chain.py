"""Logs that show a change: one JSON object a line, each with its number and the hash of the line before.

A line's `hash` is the SHA-256 of the line without it, so that whoever alters, removes or inserts one has to make every
later line anew, and the head that was written down elsewhere is then in no line. The ledger of what landed and the log
of accesses are kept so.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

GENESIS = "0" * 64
#: Bytes read at once when the last line is looked for.
_PIECE = 8192


class ChainBroken(ValueError):
    """A log that cannot be read or was altered; the message names file and line."""


def append(path: Path, values: Mapping[str, Any], mode: int = 0o644) -> str:
    """Add a line and return its hash; durable when it returns. Raises OSError, or ChainBroken for an unreadable end.

    A torn last line, the trace of a killed write that nobody was told had succeeded, is cut off. Lines of before the
    log was chained are covered as a whole: the first chained line names the hash of all of them.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o755 if mode & 0o044 else 0o700)
    with path.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        path.chmod(mode)
        number, previous = _end(file, path)
        entry = {"seq": number + 1, "previous": previous, "at": datetime.now(UTC).isoformat(timespec="microseconds")}
        entry |= dict(values)
        entry["hash"] = digest(entry)
        file.write(json.dumps(entry).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return str(entry["hash"])


def entries(path: Path) -> list[dict[str, Any]]:
    """Every line, in order; a torn last one is left out. Raises ChainBroken."""
    if not path.exists():
        return []
    content = path.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    return [_entry(path, place, line) for place, line in enumerate(whole.splitlines(), start=1)]


def head(path: Path) -> str | None:
    """The hash of the last line; None for an empty log, or one that cannot be read there (`verify` says what is)."""
    whole = path.read_bytes().rpartition(b"\n")[0] if path.exists() else b""
    try:
        return str(json.loads(whole.rpartition(b"\n")[2])["hash"])
    except (ValueError, KeyError, TypeError):
        return None


def verify(path: Path, *, began_unchained: bool = False) -> int:
    """Check every link; returns the number of lines. Raises ChainBroken naming the first line that does not hold.

    `began_unchained` says that the log is older than its chain, so that its first lines may have no hash.
    """
    found = entries(path)
    unchained = next((place for place, entry in enumerate(found) if "hash" in entry), len(found))
    unchained = unchained if began_unchained else 0
    previous = _hash_of_lines(path, unchained)
    for place, entry in enumerate(found[unchained:], start=unchained + 1):
        held = {key: value for key, value in entry.items() if key != "hash"}
        if entry.get("seq") != place or entry.get("previous") != previous or entry.get("hash") != digest(held):
            raise ChainBroken(
                f"{_name(path)} line {place}: does not follow from the line before;"
                " compare with the head in an older build's manifest.json"
            )
        previous = entry["hash"]
    return len(found)


def repair(path: Path) -> None:
    """Cut off a torn last line, the trace of a killed write."""
    if not path.exists():
        return
    with path.open("r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        _cut_torn(file)


def digest(entry: Mapping[str, Any]) -> str:
    """The hash of a line, from what it says without its own."""
    return hashlib.sha256(json.dumps(entry, sort_keys=True).encode()).hexdigest()


def _end(file: BinaryIO, path: Path) -> tuple[int, str]:
    """The number and hash of the last line; the file's end is a whole line afterwards."""
    _cut_torn(file)
    line = _last_line(file)
    if not line:
        return 0, GENESIS
    try:
        last = json.loads(line)
        return int(last["seq"]), str(last["hash"])
    except (ValueError, KeyError, TypeError):
        pass
    file.seek(0)
    before = file.read()
    _entry(path, before.count(b"\n"), line)
    return before.count(b"\n"), hashlib.sha256(before).hexdigest()


def _cut_torn(file: BinaryIO) -> None:
    length = file.seek(0, os.SEEK_END)
    torn = b""
    while (whole := length - len(torn)) and b"\n" not in torn:
        start = max(0, whole - _PIECE)
        file.seek(start)
        torn = file.read(whole - start) + torn
    keep = length - len(torn) + torn.rfind(b"\n") + 1
    if keep < length:
        file.truncate(keep)
        os.fsync(file.fileno())


def _last_line(file: BinaryIO) -> bytes:
    """The last line of a file that ends with one, read from behind."""
    length = file.seek(0, os.SEEK_END)
    tail = b""
    while (before := length - len(tail)) and b"\n" not in tail[:-1]:
        start = max(0, before - _PIECE)
        file.seek(start)
        tail = file.read(before - start) + tail
    return tail[:-1].rsplit(b"\n", 1)[-1]


def _hash_of_lines(path: Path, lines: int) -> str:
    """The hash that the first chained line names: of all lines before it."""
    if not lines:
        return GENESIS
    kept = path.read_bytes().split(b"\n", lines)[:lines]
    return hashlib.sha256(b"".join(line + b"\n" for line in kept)).hexdigest()


def _entry(path: Path, place: int, line: bytes) -> dict[str, Any]:
    try:
        entry = json.loads(line)
    except ValueError:
        entry = None
    if not isinstance(entry, dict):
        raise ChainBroken(f"{_name(path)} line {place}: cannot be read; restore the file from a backup")
    return entry


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"
