"""The days and market-days that Dagster knows as partitions.

Dagster asks for every key whenever a step reads a table of days; thousands of them, counted anew each time, would take
longer than most tables. They are kept until a new day begins.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import dagster as dg

from scrapers.partition import FIRST_DAY


class _Days(dg.DailyPartitionsDefinition):
    def get_partition_keys(
        self, current_time: datetime | None = None, dynamic_partitions_store: Any = None
    ) -> Sequence[str]:
        with dg.partition_loading_context(current_time, dynamic_partitions_store):
            return _days_until(self, self.get_last_partition_key())


@lru_cache(maxsize=2)
def _days_until(days: _Days, _last: str | None) -> Sequence[str]:
    return super(_Days, days).get_partition_keys()


#: `end_offset=1` makes today a partition.
DAYS = _Days(start_date=FIRST_DAY.isoformat(), end_offset=1)


class MarketDays(dg.MultiPartitionsDefinition):
    """Each market on each day."""

    def get_partition_keys(
        self, current_time: datetime | None = None, dynamic_partitions_store: Any = None
    ) -> Sequence[dg.MultiPartitionKey]:
        """Every market and day until today."""
        with dg.partition_loading_context(current_time, dynamic_partitions_store):
            return _market_days_until(self, DAYS.get_last_partition_key())


@lru_cache(maxsize=2)
def _market_days_until(market_days: MarketDays, _last: str | None) -> Sequence[dg.MultiPartitionKey]:
    return super(MarketDays, market_days).get_partition_keys()
