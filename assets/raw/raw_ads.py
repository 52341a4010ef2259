"""The archived pages read by the page objects of their source: pure, so a better parser re-reads the archive."""

from collections import Counter
from datetime import date

import dagster as dg

from assets.raw.raw_pages import MARKET_DAYS
from assets.tables import OWNERS
from scrapers.parse import parse
from scrapers.partition import has_landed


@dg.asset(
    deps=["raw_pages"],
    group_name="raw",
    kinds={"python", "parquet"},
    owners=OWNERS,
    description="Advertisements as their pages declare them; what cannot be read is quarantined with its reason.",
    partitions_def=MARKET_DAYS,
    backfill_policy=dg.BackfillPolicy.single_run(),
    required_resource_keys={"home"},
)
def raw_ads(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
    """Parse landed partitions, one or a range of them; the metadata counts ads and quarantined pages by reason."""
    home, reasons = context.resources.home, Counter[str]()
    pages = ads = quarantined = 0
    for key in context.partition_keys:
        # The values of the dimensions in alphabetical order: day, then market.
        wanted, _, market = key.partition("|")
        day = date.fromisoformat(wanted)
        # A range holds markets and days that nobody crawled.
        if len(context.partition_keys) > 1 and not has_landed(home, market, day):
            continue
        report = parse(home, market, day)
        pages, ads, quarantined = pages + report.pages, ads + report.ads, quarantined + report.quarantined
        reasons.update(report.by_reason)
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": ads,
            "pages": pages,
            "quarantined": quarantined,
            "quarantined_by_reason": dict(reasons),
        }
    )
