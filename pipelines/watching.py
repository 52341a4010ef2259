"""What the watch list matched, for the summary of a refresh; the counts name cases and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from assets.watch_list import read_watch_list
from pipelines.reader import reading

HITS = """
SELECT case_number, count(DISTINCT ad_id)
FROM mart_watch_hits
WHERE day = (SELECT max(day) FROM stg_ads)
GROUP BY case_number
ORDER BY case_number
"""


@dataclass(frozen=True)
class Watched:
    """Entries that hold, ads of the newest day that match, by case, and entries that ended or do not hold yet."""

    holding: int
    by_case: dict[str, int]
    refused: tuple[str, ...]


def watched(home: Path) -> Watched:
    """Read the warehouse and the list; raises WatchListError for a list that is none."""
    listed = read_watch_list(home, datetime.now(UTC).date())
    if listed.frame.is_empty() or not (home / "work" / "warehouse.duckdb").exists():
        return Watched(len(listed.frame), {}, listed.refused)
    with reading(home) as connection:
        rows = connection.execute(HITS).fetchall()
    return Watched(len(listed.frame), dict(rows), listed.refused)
