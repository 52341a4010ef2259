"""End a crawl that takes more memory than its source allows; Scrapy's own watch, asking another question.

Scrapy asks for the largest size that the process ever had, and Linux counts in it what the process was before it became
this program: started by a large parent, every crawl would seem to have outgrown its limit.
"""

from __future__ import annotations

import os
from pathlib import Path

from scrapy.extensions.memusage import MemoryUsage

_STATM = Path("/proc/self/statm")


class CurrentMemory(MemoryUsage):
    """Scrapy's extension, with the memory that the process holds now (bytes)."""

    def get_virtual_size(self) -> int:
        """Resident memory from /proc (Linux); elsewhere what Scrapy finds."""
        if not _STATM.exists():
            return int(super().get_virtual_size())
        return int(_STATM.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
