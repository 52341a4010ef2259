"""Whether a crawl looks like the market's own past: how many ads were listed, how often each field was there.

A site that changed its layout still answers 200. It is noticed here, before anything lands, by a yield or a field
coverage that collapsed against the source's stated usual and against the market's own last crawls.
"""

from __future__ import annotations

import json
import statistics
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from scrapers.ad import AdRecord, Rejection
from scrapers.catalog import Market
from scrapers.partition import MANIFEST, landed_of

#: Crawls that are looked back to, how many of them are enough to judge by, and pages that are enough to judge.
PAST, ENOUGH_PAST, ENOUGH_PAGES = 8, 3, 20
#: A share of the usual below which it has collapsed, and the usual coverage below which a field is not judged.
COLLAPSE, USUAL = 0.4, 0.2


@dataclass
class Coverage:
    """Counts how often each declared field was found on the ad pages of a crawl."""

    pages: int = 0
    ads: int = 0
    fields: Counter[str] = field(default_factory=Counter)

    def add(self, result: AdRecord | Rejection) -> None:
        """Take note of one page."""
        self.pages += 1
        if isinstance(result, AdRecord):
            self.ads += 1
            self.fields.update(
                name for name in type(result).model_fields if getattr(result, name) not in (None, [], "")
            )

    def shares(self, names: list[str]) -> dict[str, float]:
        """Of the pages looked at, the share that had each field."""
        return {name: round(self.fields[name] / self.pages, 4) if self.pages else 0.0 for name in names}


def collapse(home: Path, market: Market, day: date, listed: int, coverage: Coverage) -> str | None:
    """What collapsed, in words; None when the crawl looks as usual."""
    where = f"sources/{market.source.slug}.yml"
    past = past_crawls(home, market.name, day)
    usual = statistics.median(entry["listed"] for entry in past) if len(past) >= ENOUGH_PAST else 0
    if listed < COLLAPSE * usual:
        return f"{listed} ads listed where {usual:.0f} are usual; see whether the site changed its layout ({where})"
    if coverage.pages < ENOUGH_PAGES:
        return None
    stated: dict[str, float] = dict(market.source.ad.coverage.items())
    for name, share in coverage.shares(list(market.source.ad.fields)).items():
        known = [entry["coverage"][name] for entry in past if name in entry.get("coverage", {})]
        own = statistics.median(known) if len(known) >= ENOUGH_PAST else 0.0
        expected = max(own, stated.get(name, 0.0))
        if expected >= USUAL and share < COLLAPSE * expected:
            return (
                f"{name} on {share:.0%} of ad pages where {expected:.0%} are usual;"
                f" see whether the site changed its layout ({where})"
            )
    return None


def past_crawls(home: Path, market: str, day: date) -> list[dict[str, Any]]:
    """The manifests of the last crawls before a day; imports have no listings and tell nothing."""
    found = [partition for partition in landed_of(home, market) if partition.day < day]
    manifests = (json.loads((partition.folder / MANIFEST).read_text(encoding="utf-8")) for partition in found)
    return [manifest for manifest in manifests if manifest["listed"]][-PAST:]
