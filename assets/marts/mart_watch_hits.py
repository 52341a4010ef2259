"""Ads that match an entry of the watch list, read by the same kernels as everything else."""

import polars as pl

from assets.lexicon import Term
from assets.staging.stg_terms import terms_in

READS = {
    "stg_ads": ["ad_id", "day", "city", "text"],
    "stg_identifiers": ["ad_id", "day", "kind", "value", "span_start", "span_end"],
    "stg_places": ["ad_id", "day", "place", "span_start", "span_end"],
    "run_watch_list": ["entry", "case_number", "kind", "value", "city"],
}
_COLUMNS = ["entry", "case_number", "kind", "ad_id", "day", "city", "span_start", "span_end"]
_KEY = ["entry", "ad_id", "span_start"]


def build(
    stg_ads: pl.DataFrame, stg_identifiers: pl.DataFrame, stg_places: pl.DataFrame, run_watch_list: pl.DataFrame
) -> pl.DataFrame:
    """One row an entry, ad and place in it; an identifier that a site declares has no span."""
    cities = stg_ads.select("ad_id", ad_city="city")
    by_value = stg_identifiers.join(run_watch_list, on=["kind", "value"])
    named = stg_places.with_columns(pl.col("place").str.to_lowercase().alias("value"))
    by_place = named.join(run_watch_list.filter(kind="place"), on="value")
    found = pl.concat([frame.join(cities, on="ad_id") for frame in (by_value, by_place)], how="diagonal_relaxed")
    found = pl.concat([found, _said(stg_ads, run_watch_list)], how="diagonal_relaxed")
    in_city = pl.col("city").is_null() | (pl.col("city") == pl.col("ad_city"))
    shown = found.filter(in_city).with_columns(city="ad_city").select(_COLUMNS)
    return shown.unique(_KEY, keep="first", maintain_order=True).sort(_KEY)


def _said(ads: pl.DataFrame, wanted: pl.DataFrame) -> pl.DataFrame:
    """Places and texts as whole words of the folded text."""
    words = wanted.filter(pl.col("kind").is_in(["place", "text"]))
    lexicon = [Term(str(row["entry"]), row["kind"], row["value"]) for row in words.iter_rows(named=True)]
    hits = terms_in(ads["text"] if lexicon else ads["text"].clear(), lexicon)
    rows = ads.with_row_index("row").select("row", "ad_id", "day", ad_city="city")
    return (
        hits.select("row", "span_start", "span_end", entry=pl.col("pack").cast(pl.Int32))
        .join(rows, on="row")
        .join(words, on="entry")
    )
