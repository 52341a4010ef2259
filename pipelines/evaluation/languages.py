"""The language of an ad, where it has eight words or more."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from pipelines.evaluation.case import Case
from pipelines.evaluation.figures import Figure

ORDER, STAGE, WORDS = 4, "languages", 8


def measure(case: Case) -> Iterator[Figure]:
    """The share of ads whose language is right, over all and by language."""
    staged = case.found("stg_ads")
    if staged is None or staged["language"].null_count() == staged.height:
        yield Figure(STAGE, "right")
        return
    told = case.truth("ads").select("ad_id", pl.col("language").alias("true"))
    ads = staged.filter(pl.col("text").str.split(" ").list.len() >= WORDS).join(told, on="ad_id")
    yield Figure(STAGE, "right", ads.filter(pl.col("language") == pl.col("true")).height, ads.height)
    for language in sorted(told["true"].unique()):
        mine = ads.filter(true=language)
        yield Figure(STAGE, f"right of {language}", mine.filter(language=language).height, mine.height)
