"""Why two ads are taken for one advertiser's, and which links a correction forbids."""

from __future__ import annotations

import polars as pl

from assets.entities import evidence
from assets.entities.ent_hubs import hourly
from assets.entities.kept_apart import joined_by_hand, used

READS = {
    "stg_ads": ["ad_id", "captured_at", "city", "source", "poster"],
    "stg_identifiers": ["ad_id", "kind", "value"],
    "stg_prices": ["ad_id", "amount", "duration_min", "declared"],
    "stg_people": ["ad_id", "name"],
    "ent_template_ads": ["ad_id", "template_id"],
    "ent_hubs": ["kind", "value"],
    "run_corrections": ["entry", "kind", "side", "ad"],
}


def build(
    stg_ads: pl.DataFrame,
    stg_identifiers: pl.DataFrame,
    stg_prices: pl.DataFrame,
    stg_people: pl.DataFrame,
    ent_template_ads: pl.DataFrame,
    ent_hubs: pl.DataFrame,
    run_corrections: pl.DataFrame,
) -> pl.DataFrame:
    """Columns ad_a (the earlier ad), ad_b, reason, weight, is_used."""
    ads = stg_ads.sort("captured_at", "ad_id").with_row_index("ad")

    def numbered(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.join(ads.select("ad_id", "ad"), on="ad_id").drop("ad_id")

    names = numbered(stg_people.drop_nulls("name")).select("ad", pl.col("name").str.to_lowercase())
    shown = evidence.Evidence(
        identifiers=numbered(stg_identifiers).unique(),
        templates=numbered(ent_template_ads).rename({"template_id": "template"}),
        prices=hourly(numbered(stg_prices)),
        names=names.unique(),
        places=ads.select("ad", "city", pl.concat_str("source", pl.lit(":"), "poster").alias("poster")),
    )
    short = ads.select(pl.col("ad").alias("number"), pl.col("ad_id").str.slice(0, 16).alias("ad"))
    wishes = run_corrections.join(short, on="ad").select("entry", "kind", "side", pl.col("number").alias("ad"))
    found = pl.concat([evidence.links(shown, ent_hubs), joined_by_hand(wishes)])
    ids = ads["ad_id"]
    return found.select(
        ids.gather(found["a"]).alias("ad_a"),
        ids.gather(found["b"]).alias("ad_b"),
        "reason",
        "weight",
        pl.Series("is_used", used(found, wishes, ads.height), dtype=pl.Boolean),
    )
