"""Templates: whether the ads that follow one text are found together."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from pipelines.evaluation.case import Case
from pipelines.evaluation.clusters import agreement
from pipelines.evaluation.figures import Figure

ORDER, STAGE = 5, "templates"


def measure(case: Case) -> Iterator[Figure]:
    """Over all ads; an ad of no template stands alone, in what is found and in what is true."""
    found = case.found("ent_template_ads")
    if found is None:
        yield Figure(STAGE, "all")
        return
    true = case.truth("ads").select("ad_id", pl.col("template_id").cast(pl.String).alias("true")).unique("ad_id")
    labels = true.join(found.select("ad_id", pl.col("template_id").alias("found")), on="ad_id", how="left")
    both = agreement(labels.with_columns(pl.coalesce("found", "ad_id").alias("found")))
    yield Figure(STAGE, "adjusted Rand index", values=(both.ari,))
    yield Figure(STAGE, "pair precision", values=(both.pair_precision,))
    yield Figure(STAGE, "pair recall", values=(both.pair_recall,))
