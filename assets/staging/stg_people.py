"""People offered in an ad: the names it gives and the ages it states. Names are slots of a text, not identities."""

import polars as pl

from assets.staging.people import SCHEMA, people
from assets.staging.words import all_words

READS = {"stg_ads": ["ad_id", "day", "text", "declared_age"]}
ROWS_AT_ONCE = 100_000


def build(stg_ads: pl.DataFrame) -> pl.DataFrame:
    """One row a name or an age; several people in an ad are several rows. A declared age has no span."""
    ads = stg_ads.with_row_index("row")
    declared = ads.filter(pl.col("declared_age").is_not_null()).select("row", age=pl.col("declared_age").cast(pl.Int32))
    found = pl.concat([people(ads["text"]), declared.select(_or_null(name) for name in SCHEMA)])
    return found.join(ads.select("row", "ad_id", "day"), on="row").drop("row")


def _or_null(name: str) -> pl.Expr:
    return pl.col(name) if name in ("row", "age") else pl.lit(None, SCHEMA[name]).alias(name)


def inputs() -> str:
    """The words that the kernels know."""
    return all_words()
