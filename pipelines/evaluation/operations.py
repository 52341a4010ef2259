"""Operations: what kind of operation an advertiser looks like, against what its operator is."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from pipelines.evaluation.case import Case
from pipelines.evaluation.figures import Figure
from pipelines.evaluation.leads import operators_of

ORDER, STAGE = 7, "operations"
#: What each class of the sandbox should be called; twins and silent rings cannot be told and do not count.
MEANS = {
    "independent": "independent", "touring": "independent", "duo": "independent", "agency": "agency",
    "massage": "massage", "spam": "spam", "scam": "scam", "drugs": "drug sale",
}  # fmt: skip
#: Published words that mean the same.
SAME = {"not queued": "independent", "unclear": "independent"}


def measure(case: Case) -> Iterator[Figure]:
    """Macro F1, then the confusion of each true class: which share was called what."""
    found = case.found("ent_operations")
    if found is None:
        yield Figure(STAGE, "macro F1")
        return
    truth = case.truth("operators").filter(~pl.col("is_twin") & ~pl.col("is_silent"))
    true = (
        pl.when("is_ring")
        .then(pl.lit("trafficking indicators"))
        .otherwise(pl.col("class").replace_strict(MEANS, default=None))
    )
    known = truth.select("operator_id", true.alias("true")).drop_nulls()
    called = operators_of(case).join(found, on="advertiser_id").join(known, on="operator_id")
    called = called.with_columns(pl.col("operation").replace(SAME))
    scores = []
    for name in sorted(called["true"].unique()):
        mine, told = called.filter(true=name), called.filter(operation=name)
        right = mine.filter(operation=name).height
        scores.append(2 * right / max(mine.height + told.height, 1))
        for other, count in sorted(mine["operation"].value_counts().iter_rows()):
            yield Figure(STAGE, f"{name} called {other}", count, mine.height)
    yield Figure(STAGE, "macro F1", values=(sum(scores) / max(len(scores), 1),))
