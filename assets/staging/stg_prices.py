"""Prices of an ad: those in its text with their spans, and the one that the site declares."""

import polars as pl

from assets.staging.declared import each_once
from assets.staging.prices import declared_prices, prices
from assets.staging.words import all_words

READS = {"stg_ads": ["ad_id", "day", "text", "declared_price"]}
ROWS_AT_ONCE = 100_000


def build(stg_ads: pl.DataFrame) -> pl.DataFrame:
    """One row a price; `hourly` is filled where the duration is told. A declared price has no span."""
    ads = stg_ads.with_row_index("row").select("row", "ad_id", "day")
    written = prices(stg_ads["text"]).with_columns(declared=pl.lit(False))
    declared = each_once(stg_ads["declared_price"], declared_prices).with_columns(declared=pl.lit(True))
    return pl.concat([written, declared]).join(ads, on="row").drop("row")


def inputs() -> str:
    """The words that the kernels know."""
    return all_words()
