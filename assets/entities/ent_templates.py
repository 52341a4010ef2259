"""A text that several ads follow: its constants and slots to read, how many ads there are, where and when."""

from __future__ import annotations

import polars as pl

from assets.entities.template_text import as_html, as_text

READS = {
    "ent_template_ads": ["template_id", "ad_id", "is_medoid", "pieces", "slot_kinds", "compression"],
    "stg_ads": ["ad_id", "city", "day"],
}


def build(ent_template_ads: pl.DataFrame, stg_ads: pl.DataFrame) -> pl.DataFrame:
    """One row a template."""
    seen = ent_template_ads.select("template_id", "ad_id").join(stg_ads, on="ad_id")
    counted = seen.group_by("template_id").agg(
        ads=pl.len().cast(pl.Int64),
        cities=pl.col("city").n_unique().cast(pl.Int64),
        first_day=pl.col("day").min(),
        last_day=pl.col("day").max(),
    )
    said = ent_template_ads.filter("is_medoid").join(counted, on="template_id").sort("template_id")
    parts = list(zip(said["pieces"].to_list(), said["slot_kinds"].to_list(), strict=True))
    return said.select(
        "template_id",
        "ads",
        pl.Series("pattern", [as_text(pieces, kinds) for pieces, kinds in parts], dtype=pl.String),
        pl.Series("html", [as_html(pieces, kinds) for pieces, kinds in parts], dtype=pl.String),
        pl.col("slot_kinds").list.len().cast(pl.Int32).alias("slots"),
        "slot_kinds",
        "compression",
        pl.col("ad_id").alias("medoid_ad_id"),
        "cities",
        "first_day",
        "last_day",
    )
