"""How much DuckDB may hold in memory beside everything else of a run; what does not fit goes to its closed folder."""

from __future__ import annotations

import os
from pathlib import Path

#: What a small database gets, so that nothing of it goes to disk.
LEAST = 1_000_000_000


def memory_limit(file: Path) -> str:
    """The limit for work on a database: two thirds of its file, and never more than DuckDB takes by itself.

    Without a limit the pages of the whole file stay in memory once they are read, though the disk has them.
    """
    size = file.stat().st_size if file.exists() else 0
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return f"{min(max(LEAST, size * 2 // 3), machine * 4 // 5) // 2**20}MiB"
