"""Ages and names that ads offer."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from pipelines.evaluation.case import Case
from pipelines.evaluation.figures import Figure

ORDER, STAGE = 3, "people"


def measure(case: Case) -> Iterator[Figure]:
    """Distinct ages and names of an ad; a declared age has no place in the text and does not count."""
    found = case.found("stg_people")
    for column, table in (("age", "ages"), ("name", "names")):
        true = case.truth(table).select("ad_id", pl.col(column)).unique()
        if found is None:
            yield Figure(STAGE, column)
            continue
        here = found.filter(pl.col(column).is_not_null() & pl.col("span_start").is_not_null())
        here = here.select("ad_id", pl.col(column).cast(true.schema[column])).unique()
        both = here.join(true, on=["ad_id", column]).height
        yield Figure(STAGE, f"{column} precision", both, here.height)
        yield Figure(STAGE, f"{column} recall", both, true.height)
    if found is not None:
        yield from _by_pattern(case, found)


def _by_pattern(case: Case, found: pl.DataFrame) -> Iterator[Figure]:
    true = case.truth("ages")
    here = found.filter(pl.col("span_start").is_not_null()).select("ad_id", pl.col("age").cast(true.schema["age"]))
    for pattern in sorted(true["pattern"].unique()):
        of = true.filter(pattern=pattern)
        yield Figure(
            STAGE, f"recall of age {pattern}", of.join(here, on=["ad_id", "age"], how="semi").height, of.height
        )
