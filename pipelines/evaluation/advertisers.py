"""Advertisers: whether the ads of one operator are found together, and no others with them."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from pipelines.evaluation.case import Case
from pipelines.evaluation.clusters import agreement
from pipelines.evaluation.figures import Figure

ORDER, STAGE = 6, "advertisers"


def measure(case: Case) -> Iterator[Figure]:
    """Over all ads."""
    found = case.found("ent_advertiser_ads")
    if found is None:
        yield Figure(STAGE, "all")
        return
    true = case.truth("ads").select("ad_id", pl.col("operator_id").alias("true")).unique("ad_id")
    both = agreement(true.join(found.select("ad_id", pl.col("advertiser_id").alias("found")), on="ad_id"))
    yield Figure(STAGE, "pair precision", values=(both.pair_precision,))
    yield Figure(STAGE, "pair recall", values=(both.pair_recall,))
    yield Figure(STAGE, "B-cubed precision", values=(both.b3_precision,))
    yield Figure(STAGE, "B-cubed recall", values=(both.b3_recall,))
