"""Room on the disk: looked at before anything begins, so that a refresh does not end half-way for want of it."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

from pipelines.quarantine import FILE

#: What a day needs whatever its size: archives, pages, Dagster's logs.
FIXED = 500_000_000
#: The warehouse is written beside itself while it is renewed, and once more as a build.
TIMES = 3
#: What the operating system says when there is no room, or a file may not grow further.
NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class NotEnoughSpace(ValueError):
    """Less room than a refresh takes; the message says how much there is, how much is needed and what to do."""


def needed(home: Path) -> int:
    """Bytes that a refresh of this home may write before it frees any."""
    file = home / "work" / FILE
    return FIXED + TIMES * (file.stat().st_size if file.exists() else 0)


def require_space(home: Path) -> None:
    """Raise NotEnoughSpace where a refresh would not fit."""
    free, wanted = shutil.disk_usage(home).free, needed(home)
    if free < wanted:
        raise NotEnoughSpace(
            f"{home}: {free / 1e9:.1f} GB are free and a refresh may need {wanted / 1e9:.1f} GB; free some, for"
            " instance with gaining-ground maintain --keep-builds 2. Nothing was begun; what people see is unchanged"
        )


_FULL = ("no space left on device", "disk is full", "file too large", "disk quota exceeded")


def is_full(message: str) -> bool:
    """Whether an error of the system, DuckDB, Polars or SQLite says that there is no room."""
    return any(words in message.lower() for words in _FULL)


def with_remedy(message: str) -> str:
    """What failed, with what to do about it where the disk is full."""
    if not is_full(message):
        return message
    return f"{message.rstrip()}: the disk is full; free some room (gaining-ground maintain) and refresh again"


def full_disk_of(error: BaseException) -> str | None:
    """The line to show for an error that a full disk lies behind; None for any other."""
    seen: BaseException | None = error
    while seen is not None:
        if is_full(str(seen)) or (isinstance(seen, OSError) and seen.errno in NO_SPACE):
            told = str(seen).strip().splitlines()[0][:200]
            return with_remedy(told) if is_full(told) else f"{told}: the disk is full; free some room and refresh again"
        seen = seen.__cause__ or seen.__context__
    return None
