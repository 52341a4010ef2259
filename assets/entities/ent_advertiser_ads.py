"""Who is behind an ad: the connected components over ent_links, each named after its earliest ad.

The name is born with the earliest ad (first capture, then ad_id), so the elder's name survives a merge and a rebuild
from raw gives the same names as day-by-day refreshes.
"""

import numpy as np
import polars as pl
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

READS = {"stg_ads": ["ad_id", "captured_at"], "ent_links": ["ad_a", "ad_b"]}


def build(stg_ads: pl.DataFrame, ent_links: pl.DataFrame) -> pl.DataFrame:
    """Columns advertiser_id, ad_id: one row an ad; an ad that nothing links is an advertiser of its own."""
    ads = stg_ads.sort("captured_at", "ad_id").with_row_index("place")
    places = ads.select("ad_id", "place")
    edges = ent_links.join(places.rename({"ad_id": "ad_a", "place": "a"}), on="ad_a").join(
        places.rename({"ad_id": "ad_b", "place": "b"}), on="ad_b"
    )
    ones = np.ones(edges.height, dtype=np.int8)
    graph = coo_array((ones, (edges["a"].to_numpy(), edges["b"].to_numpy())), shape=(ads.height, ads.height))
    labels = connected_components(graph, directed=False)[1] if ads.height else np.array([], dtype=np.int32)
    return (
        ads.with_columns(pl.Series("component", labels))
        .with_columns(earliest=pl.col("ad_id").first().over("component"))
        .select(advertiser_id="a" + pl.col("earliest").str.slice(0, 16), ad_id="ad_id")
    )
