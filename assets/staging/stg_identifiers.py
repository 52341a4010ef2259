"""Identifiers of an ad: those in its text with their spans, and those that the site declares."""

import polars as pl

from assets.staging.addresses import addresses
from assets.staging.phones import phones

READS = {"stg_ads": ["ad_id", "day", "text", "declared_phone", "declared_email", "declared_handle"]}
COLUMNS = ["ad_id", "day", "kind", "value", "obfuscated", "declared", "span_start", "span_end"]


def build(stg_ads: pl.DataFrame) -> pl.DataFrame:
    """One row an identifier and place; a declared one has no span, because it stands outside the text."""
    ads = stg_ads.with_row_index("row")
    written = pl.concat(
        [
            phones(ads["text"]).with_columns(kind=pl.lit("phone")).select(_FOUND),
            addresses(ads["text"]).select(_FOUND),
        ]
    ).with_columns(declared=pl.lit(False))
    declared = pl.concat(
        [
            phones(ads["declared_phone"]).with_columns(kind=pl.lit("phone")).select(_FOUND),
            addresses(ads["declared_email"]).filter(kind="email").select(_FOUND),
            addresses(ads["declared_handle"]).filter(kind="handle").select(_FOUND),
        ]
    ).with_columns(
        declared=pl.lit(True),
        obfuscated=pl.lit(False),
        span_start=pl.lit(None, pl.Int32),
        span_end=pl.lit(None, pl.Int32),
    )
    found = pl.concat([written, declared.unique(["row", "kind", "value"])])
    return found.join(ads.select("row", "ad_id", "day"), on="row").select(COLUMNS)


_FOUND = ["row", "kind", "value", "obfuscated", "span_start", "span_end"]
