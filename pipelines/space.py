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
