"""What a crawl tells the run that launched it: plain numbers, so that the Dagster UI draws each of them over time.

Counts, shares and hashes only: metadata is kept for ever, and nothing of what an ad says belongs there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_BARS = "▁▂▃▄▅▆▇█"


def pages_metadata(manifest: dict[str, Any], past: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The metadata of raw_pages: page mix, status codes, refusals, waits, coverage, and the course of the past."""
    warc = manifest["files"]["pages.warc.gz"]
    told: dict[str, Any] = {"dagster/row_count": manifest["pages"], "bytes": warc["bytes"], "sha256": warc["sha256"]}
    told |= {f"kind {name}": count for name, count in manifest["pages_by_kind"].items()}
    told |= {f"status {name}": count for name, count in manifest["pages_by_status"].items() if name != "None"}
    told |= {f"crawl {name}": count for name, count in manifest["stats"].items()}
    told |= {f"coverage {name}": share for name, share in manifest["coverage"].items()}
    told["ads listed over time"] = course([*(entry["listed"] for entry in past), manifest["listed"]])
    return {**told, **_times(manifest)}


def listings_metadata(manifest: dict[str, Any]) -> dict[str, Any]:
    """The metadata of raw_listings."""
    size = manifest["files"]["listings.parquet"]["bytes"]
    return {"dagster/row_count": manifest["listed"], "bytes": size, **_times(manifest)}


def course(counts: Sequence[int]) -> str:
    """A line of bars, one a crawl, oldest first, with the first and the last count."""
    most = max(*counts, 1)
    bars = "".join(_BARS[(len(_BARS) - 1) * count // most] for count in counts)
    return f"{counts[0]:,} {bars} {counts[-1]:,}"


def _times(manifest: dict[str, Any]) -> dict[str, Any]:
    return {"started_at": manifest["started_at"], "ended_at": manifest["ended_at"]}
