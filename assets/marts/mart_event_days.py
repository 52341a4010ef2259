"""What was seen and expected on each day around each event, in its city and in those beside it."""

import polars as pl

from assets.marts.event_effects import effect_days
from assets.marts.mart_events import READS, SERIES

__all__ = ["READS", "build"]
_SCHEMA = {
    "event_id": pl.String,
    "series": pl.String,
    "city": pl.String,
    "day": pl.Date,
    "is_control": pl.Boolean,
    "observed": pl.Float64,
    "expected": pl.Float64,
    "is_counted": pl.Boolean,
}


def build(mart_city_days: pl.DataFrame, run_events: pl.DataFrame) -> pl.DataFrame:
    """A row a day of an event's window, series and city."""
    return pl.DataFrame(list(effect_days(mart_city_days, run_events.to_dicts(), SERIES)), schema=_SCHEMA)
