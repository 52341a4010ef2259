"""Identifiers of an ad: those in its text with their spans, and those that the site declares."""

import polars as pl

from assets.staging.addresses import addresses, addresses_of
from assets.staging.declared import each_once
from assets.staging.folding import Folded, folded
from assets.staging.phones import phones, phones_of
from assets.staging.words import all_words

READS = {"stg_ads": ["ad_id", "day", "text", "declared_phone", "declared_email", "declared_handle"]}
ROWS_AT_ONCE = 100_000
COLUMNS = ["ad_id", "day", "kind", "value", "obfuscated", "declared", "span_start", "span_end"]


def build(stg_ads: pl.DataFrame) -> pl.DataFrame:
    """One row an identifier and place; a declared one has no span, because it stands outside the text."""
    ads = stg_ads.with_row_index("row")
    return identifiers(ads).join(ads.select("row", "ad_id", "day"), on="row").select(COLUMNS)


def identifiers(ads: pl.DataFrame) -> pl.DataFrame:
    """Identifiers of ads (columns row, text and the declared ones), by row."""
    nothing = pl.concat([_phones(ads["text"].clear()), addresses(ads["text"].clear()).select(_FOUND)])
    written = pl.concat([nothing, *(_of_batch(batch) for batch in folded(ads["text"]))])
    declared = pl.concat(
        [
            each_once(ads["declared_phone"], _phones),
            each_once(ads["declared_email"], addresses).filter(kind="email").select(_FOUND),
            each_once(ads["declared_handle"], _handles),
        ]
    ).with_columns(
        obfuscated=pl.lit(False),
        span_start=pl.lit(None, pl.Int32),
        span_end=pl.lit(None, pl.Int32),
    )
    return pl.concat(
        [
            written.with_columns(declared=pl.lit(False)),
            declared.unique(["row", "kind", "value"], maintain_order=True).with_columns(declared=pl.lit(True)),
        ]
    )


def _of_batch(batch: Folded) -> pl.DataFrame:
    """Phones and addresses of one unfolding; what is read as a phone is no handle ("WhatsApp: three oh five ...")."""
    dialled = phones_of(batch).with_columns(kind=pl.lit("phone")).select(_FOUND)
    reached = addresses_of(batch).select(_FOUND).with_row_index("at")
    over = reached.filter(kind="handle").join(dialled, on="row", suffix="_dialled")
    over = over.filter(
        (pl.col("span_start") < pl.col("span_end_dialled")) & (pl.col("span_end") > pl.col("span_start_dialled"))
    )
    return pl.concat([dialled, reached.join(over, on="at", how="anti").drop("at")])


def _phones(texts: pl.Series) -> pl.DataFrame:
    return phones(texts).with_columns(kind=pl.lit("phone")).select(_FOUND)


def _handles(declared: pl.Series) -> pl.DataFrame:
    """A declared handle is one, also without a platform's name or a sign before it."""
    bare = declared.str.strip_chars().str.contains(r"^[A-Za-z0-9._]{3,30}$")
    signed = pl.select(pl.when(bare).then(pl.concat_str(pl.lit("@"), declared)).otherwise(declared)).to_series()
    return addresses(signed).filter(kind="handle").select(_FOUND)


_FOUND = ["row", "kind", "value", "obfuscated", "span_start", "span_end"]


def inputs() -> str:
    """The words that the kernels know."""
    return all_words()
