"""Events: whether the true effect is called, and none where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import polars as pl

from assets.marts.event_effects import AFTER, BEFORE, CHANGE, Panel, effect, false_discovery, panels, verdict
from assets.marts.mart_events import SERIES
from pipelines.evaluation.case import Case
from pipelines.evaluation.figures import Figure

ORDER, STAGE = 9, "events"
#: How long an event on a permuted date lasts.
LASTS = timedelta(days=3)


def measure(case: Case) -> Iterator[Figure]:
    """By verdict of any series of the event; then events that never were, on every day and in every city."""
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
    yield from _permuted(case, real.to_dicts())


def _permuted(case: Case, real: list[dict[str, Any]]) -> Iterator[Figure]:
    """False alarms where nothing happened: the window meets no event with an effect in its city."""
    city_days = case.found("mart_city_days")
    assert city_days is not None
    by_series = panels(city_days, SERIES)
    called = told = 0
    for city in sorted(city_days["city"].unique()):
        for day in sorted(city_days["day"].unique()):
            never = {"event_id": "never", "city": city, "first_day": day, "last_day": day + LASTS}
            if any(_meet(never, event) for event in real):
                continue
            judged = _judge(by_series, never, [*real, never])
            told += judged is not None
            called += judged is True
    yield Figure(STAGE, "false alarms on permuted dates", called, told)


def _meet(one: dict[str, Any], other: dict[str, Any]) -> bool:
    apart = timedelta(days=BEFORE + AFTER)
    return bool(
        one["city"] == other["city"]
        and one["first_day"] <= other["last_day"] + apart
        and other["first_day"] <= one["last_day"] + apart
    )


def _judge(by_series: dict[str, Panel], event: dict[str, Any], calendar: list[dict[str, Any]]) -> bool | None:
    """Whether any series of an event is called a change; None where no series can tell."""
    effects = [effect(panel, event, calendar) for panel in by_series.values()]
    if all(found.p is None for found in effects):
        return None
    q = false_discovery([found.p for found in effects])
    return any(verdict(found, value) == CHANGE for found, value in zip(effects, q, strict=True))
