"""The crawl: one child process a market and day, which archives every answer and knows no database."""

import os
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import dagster as dg

from assets.days import DAYS, MarketDays
from assets.raw.partitions import UNPLACED
from assets.tables import OWNERS
from scrapers.catalog import market, markets
from scrapers.partition import landed


def _known_markets() -> list[str]:
    """Markets of the catalog and those that imports have landed."""
    home = Path(os.environ.get("GAINING_GROUND_HOME", "data"))
    return sorted({*markets(), *(item.market for item in landed(home))} - {UNPLACED})


MARKET_DAYS = MarketDays({"day": DAYS, "market": dg.StaticPartitionsDefinition(_known_markets())})

_SPECS = [
    dg.AssetSpec(
        "raw_pages",
        group_name="raw",
        kinds={"scrapy", "warc"},
        owners=OWNERS,
        description="What a market's web site answered, archived byte for byte in one WARC a market and day.",
    ),
    dg.AssetSpec(
        "raw_listings",
        group_name="raw",
        kinds={"scrapy", "parquet"},
        owners=OWNERS,
        description="The ads that the market's listings showed that day, whether or not their pages were fetched.",
    ),
]


@dg.multi_asset(
    specs=_SPECS,
    name="crawl_market",
    partitions_def=MARKET_DAYS,
    pool="crawl",
    required_resource_keys={"home", "pipes", "sandbox"},
)
def crawl_market(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
    """Crawl one market for one day; fails, and lands nothing, unless the crawl kept its own limits."""
    keys = context.partition_key.keys_by_dimension
    name, day = keys["market"], keys["day"]
    with context.resources.sandbox.serving([market(name)], date.fromisoformat(day)) as environment:
        command = [sys.executable, "-m", "scrapers.crawl"]
        command += ["--home", str(context.resources.home), "--market", name, "--day", day]
        invocation = context.resources.pipes.run(command=command, context=context, env=environment)
        yield from invocation.get_results()
