"""What a partner's million records cost to land: `python -m benchmarks.partner_import [RECORDS]` times `import`.

The records are written first, by the test that proves that none is lost; the time is that of the command with its
start, the memory that of all its processes together.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.measured import Measured, here, machine
from tests.pipelines.test_import_million import Landing, land, write

RECORDS = 1_000_000
#: Seconds, and megabytes.
WALL_GOAL, MEMORY_GOAL = 120, 1_000
PAGE = Path(__file__).with_suffix(".md")


def main() -> int:
    """Measure and write benchmarks/partner_import.md."""
    records = int(sys.argv[1]) if len(sys.argv) > 1 else RECORDS
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder) / "ads.jsonl", records)
        size = path.stat().st_size
        measured = here(lambda: land(path, Path(folder) / "home"))
    report = page(measured, size)
    if records == RECORDS:
        PAGE.write_text(report, encoding="utf-8")
    print(report)
    landed: Landing = measured.result
    return 0 if measured.wall < WALL_GOAL and landed.megabytes < MEMORY_GOAL else 1


def page(measured: Measured, size: int) -> str:
    """The figures as a table."""
    landed: Landing = measured.result
    total, peak = landed.landed + landed.quarantined, f"{landed.megabytes:,.0f}"
    return f"""# Importing a partner's records

`python -m benchmarks.partner_import`. On {machine()}. {size / 1e6:,.0f} MB of JSON Lines, five cities, sixty days.
The time is with the command's start; the memory is that of all its processes together.

| records | landed | quarantined | wall s (goal {WALL_GOAL}) | peak MB (goal {MEMORY_GOAL:,}) |
|---|---|---|---|---|
| {total:,} | {landed.landed:,} | {landed.quarantined:,} | {measured.wall:.1f} | {peak} |
"""


if __name__ == "__main__":
    sys.exit(main())
