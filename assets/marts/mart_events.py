"""What changed in a city around each event of the calendar; "no change" and "cannot tell" are results."""

import polars as pl

from assets.marts.event_effects import effects

READS = {
    "mart_city_days": ["city", "day", "is_complete", "ads", "advertisers", "new_advertisers"],
    "run_events": ["event_id", "name", "city", "first_day", "last_day"],
}
SERIES = ["ads", "advertisers", "new_advertisers"]
_SCHEMA = {
    "event_id": pl.String,
    "name": pl.String,
    "city": pl.String,
    "first_day": pl.Date,
    "last_day": pl.Date,
    "series": pl.String,
    "observed": pl.Float64,
    "expected": pl.Float64,
    "ratio": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "p": pl.Float64,
    "q": pl.Float64,
    "smallest_visible": pl.Float64,
    "verdict": pl.String,
    "why": pl.String,
}


def build(mart_city_days: pl.DataFrame, run_events: pl.DataFrame) -> pl.DataFrame:
    """A row an event and series."""
    return pl.DataFrame(list(effects(mart_city_days, run_events.to_dicts(), SERIES)), schema=_SCHEMA)
