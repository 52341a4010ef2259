"""Advertisers that were known apart and became one, with the link that joined them."""

from __future__ import annotations

import numpy as np
import polars as pl

from assets.entities.ent_advertiser_ads import numbered
from assets.entities.merges import merges

READS = {
    "stg_ads": ["ad_id", "captured_at", "day"],
    "ent_links": ["ad_a", "ad_b", "reason", "is_used"],
}


def build(stg_ads: pl.DataFrame, ent_links: pl.DataFrame) -> pl.DataFrame:
    """One row an advertiser that is part of an elder one since a day."""
    ads = stg_ads.sort("captured_at", "ad_id").with_row_index("ad")
    links = numbered(ent_links.filter("is_used").drop("is_used"), ads)
    found = merges(links, ads["day"].cast(pl.Int32).to_numpy().astype(np.int64))
    ids = ads["ad_id"]
    return found.select(
        ("a" + ids.gather(found["gone"]).str.slice(0, 16)).alias("advertiser_id"),
        ("a" + ids.gather(found["kept"]).str.slice(0, 16)).alias("merged_into"),
        pl.col("day").cast(pl.Date),
        "reason",
        ids.gather(found["a"]).alias("ad_a"),
        ids.gather(found["b"]).alias("ad_b"),
    )
