"""The days that Dagster knows: as its own classes list them, and one more when a day begins."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import dagster as dg

from assets.days import DAYS, MarketDays
from scrapers.partition import FIRST_DAY

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MARKET_DAYS = MarketDays({"day": DAYS, "market": dg.StaticPartitionsDefinition(["miami.pinelist", "houston.cardway"])})


def test_the_days_are_those_of_dagster_itself() -> None:
    own = dg.DailyPartitionsDefinition(start_date=FIRST_DAY.isoformat(), end_offset=1)
    with dg.partition_loading_context(effective_dt=NOON):
        assert DAYS.get_partition_keys() == own.get_partition_keys()
        assert DAYS.get_partition_keys()[-1] == "2026-03-01"


def test_a_new_day_is_seen_when_it_begins() -> None:
    lasts = []
    for hours in (0, 11, 12, 36):
        with dg.partition_loading_context(effective_dt=NOON + timedelta(hours=hours)):
            lasts.append((DAYS.get_partition_keys()[-1], MARKET_DAYS.get_partition_keys()[-1].keys_by_dimension["day"]))
    assert lasts == [(day, day) for day in ("2026-03-01", "2026-03-01", "2026-03-02", "2026-03-03")]


def test_each_market_has_each_day() -> None:
    with dg.partition_loading_context(effective_dt=NOON):
        keys = MARKET_DAYS.get_partition_keys()
        assert len(keys) == 2 * len(DAYS.get_partition_keys())
        assert MARKET_DAYS.has_partition_key(keys[0])
