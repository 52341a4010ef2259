"""Files of `records/`: what people and runs noted, one JSON object a line; appended, never rebuilt, its owner's only.

People may edit them, so whatever is read is checked, and a mistake is named by its line.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

#: The log of accesses, which is chained (scrapers/chain.py) and written by pipelines/access.py alone.
ACCESS = "access.jsonl"


class RecordError(ValueError):
    """A line of records that cannot be read; the message names file, line and remedy, and none of its values."""


def append(home: Path, name: str, entries: Iterable[dict[str, Any]]) -> None:
    """Append entries as lines in one write, and wait until they are on the disk. Raises OSError."""
    path = home / "records" / name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        path.chmod(0o600)
        lines = "".join(json.dumps(entry, ensure_ascii=False, default=str) + "\n" for entry in entries)
        file.write(_line_end(file) + lines.encode())
        file.flush()
        os.fsync(file.fileno())


def read(home: Path, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each line's number, from one, and its object; nothing where there is no file. Raises RecordError."""
    path = home / "records" / name
    if path.exists():
        yield from read_lines(path, f"records/{name}")


def read_lines(path: Path, where: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The same of any file of JSON lines; blank lines say nothing."""
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line.decode("utf-8"))
        except ValueError as error:
            raise RecordError(f"{where}: line {number}: is no JSON; mend or remove the line") from error
        if not isinstance(entry, dict):
            raise RecordError(f"{where}: line {number}: is no JSON object; mend or remove the line")
        yield number, entry


def _line_end(file: Any) -> bytes:
    """The line end that an editor or a full disk left out."""
    if file.seek(0, os.SEEK_END) == 0:
        return b""
    file.seek(-1, os.SEEK_END)
    return b"" if file.read(1) == b"\n" else b"\n"
