"""The one lock of a home, for runs and readers alike; without Dagster, which takes seconds to load."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

_held: dict[Path, int] = {}


@contextmanager
def work_lock(home: Path, *, wait: bool = True) -> Iterator[bool]:
    """Hold `work/lock`: one writer, released by the kernel when the process dies.

    Yields False at once when another process holds it and `wait` is false. Within one process it may be taken again.
    """
    path = (home / "work" / "lock").resolve()
    if _held.get(path):
        _held[path] += 1
        try:
            yield True
        finally:
            _held[path] -= 1
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("a+", encoding="utf-8") as file:
        if not _take(file, wait):
            yield False
            return
        _held[path] = 1
        try:
            yield True
        finally:
            _held[path] = 0
            fcntl.flock(file, fcntl.LOCK_UN)


def _take(file: IO[str], wait: bool) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True
