"""Identifiers that many advertisers seem to share (evidence.py says how they are told)."""

from __future__ import annotations

import polars as pl

from assets.entities import evidence

READS = {
    "stg_identifiers": ["ad_id", "kind", "value"],
    "stg_prices": ["ad_id", "amount", "duration_min", "declared"],
}


def build(stg_identifiers: pl.DataFrame, stg_prices: pl.DataFrame) -> pl.DataFrame:
    """One row a hub, with the reason in words."""
    found = evidence.hubs(stg_identifiers.rename({"ad_id": "ad"}).unique(), hourly(stg_prices.rename({"ad_id": "ad"})))
    words = pl.format("its {} ads show {} different accounts, none of them most of the time", "ads", "accounts")
    return found.select("kind", "value", "ads", pl.col("accounts").alias("others"), words.alias("why"))


def hourly(prices: pl.DataFrame) -> pl.DataFrame:
    """Columns ad, hourly: what an hour costs; a price that the site declares is taken for an hour's."""
    asked = prices.filter((pl.col("duration_min") == 60) | pl.col("declared"))
    return asked.select("ad", pl.col("amount").alias("hourly")).unique()
