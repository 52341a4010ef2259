"""Words of place of an ad: who comes to whom, venues, exits and roads, cities, neighbourhoods of its own city."""

import polars as pl

from assets.staging.places import gazetteer, places
from assets.staging.words import all_words

READS = {"stg_ads": ["ad_id", "day", "city", "text"]}
ROWS_AT_ONCE = 100_000


def build(stg_ads: pl.DataFrame) -> pl.DataFrame:
    """One row a word of place; a neighbourhood counts in its own city only, for many names are in every city."""
    ads = stg_ads.with_row_index("row").select("row", "ad_id", "day", pl.col("city").alias("market_city"))
    found = places(stg_ads["text"]).join(ads, on="row")
    is_elsewhere = (pl.col("kind") == "neighbourhood") & (pl.col("city") != pl.col("market_city"))
    return found.filter(~is_elsewhere).drop("row", "market_city")


def inputs() -> str:
    """The gazetteer: another neighbourhood is another table."""
    return f"{gazetteer()!r}\n{all_words()}"
