"""How the text of each captured ad is written: its language, what of it is read, and tricks of script."""

import polars as pl

from assets.staging.languages import languages
from assets.staging.words import all_words
from assets.staging.writing import writing

READS = {"raw_ads": ["page_id", "day", "title", "body"]}
ROWS_AT_ONCE = 100_000


def build(raw_ads: pl.DataFrame) -> pl.DataFrame:
    """One row a captured page; the columns of a text, which is title, line break and body.

    An ad is captured on many days, and its text is looked at once.
    """
    text = pl.concat_str("title", "body", separator="\n", ignore_nulls=True).alias("text")
    pages = raw_ads.select("page_id", "day", text)
    texts = pages.select(pl.col("text").unique(maintain_order=True))
    looked_at = pl.concat([texts, languages(texts["text"]), writing(texts["text"])], how="horizontal")
    return pages.join(looked_at, on="text", how="left", maintain_order="left").drop("text")


def inputs() -> str:
    """The words that the kernels know."""
    return all_words()
