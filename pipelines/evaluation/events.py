"""Events: whether the true effect is called, and none where there is none."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from pipelines.evaluation.case import Case
from pipelines.evaluation.figures import Figure

ORDER, STAGE = 9, "events"


def measure(case: Case) -> Iterator[Figure]:
    """By verdict of any series of the event."""
    found, true = case.found("mart_events"), case.truth("events")
    if found is None:
        yield Figure(STAGE, "true effects called")
        yield Figure(STAGE, "false alarms")
        yield Figure(STAGE, "cannot tell")
        return
    verdicts = found.group_by("event_id").agg(
        (pl.col("verdict") == "change").any().alias("called"),
        (pl.col("verdict") == "cannot tell").all().alias("silent"),
    )
    both = true.join(verdicts, on="event_id")
    real, none = both.filter(pl.col("effect") > 0), both.filter(pl.col("effect") == 0)
    yield Figure(STAGE, "true effects called", real.filter("called").height, real.height)
    yield Figure(STAGE, "false alarms", none.filter("called").height, none.height)
    yield Figure(STAGE, "cannot tell", both.filter("silent").height, both.height)
