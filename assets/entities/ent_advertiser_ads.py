"""Who is behind an ad: the connected components over ent_links, each named after its earliest ad.

The name is born with the earliest ad (first capture, then ad_id), so the elder's name survives a merge and a rebuild
from raw gives the same names as day-by-day refreshes.
"""

from __future__ import annotations

import polars as pl

from assets.entities.evidence import components

READS = {"stg_ads": ["ad_id", "captured_at"], "ent_links": ["ad_a", "ad_b", "is_used"]}


def build(stg_ads: pl.DataFrame, ent_links: pl.DataFrame) -> pl.DataFrame:
    """Columns advertiser_id, ad_id: one row an ad; an ad that nothing links is an advertiser of its own."""
    ads = stg_ads.sort("captured_at", "ad_id").with_row_index("ad")
    links = numbered(ent_links.filter("is_used"), ads)
    earliest = ads["ad_id"].gather(components(links, ads.height))
    return ads.select(advertiser_id="a" + earliest.str.slice(0, 16), ad_id="ad_id")


def numbered(links: pl.DataFrame, ads: pl.DataFrame) -> pl.DataFrame:
    """Links with the ads' numbers a and b in place of their ids; `ads`: ad_id, ad."""
    numbers = ads.select("ad_id", "ad")
    return (
        links.join(numbers.rename({"ad_id": "ad_a", "ad": "a"}), on="ad_a")
        .join(numbers.rename({"ad_id": "ad_b", "ad": "b"}), on="ad_b")
        .drop("ad_a", "ad_b")
    )
