"""The archived pages read by the page objects of their source: pure, so a better parser re-reads the archive."""

from datetime import date

import dagster as dg

from assets.raw.raw_pages import MARKET_DAYS
from assets.tables import OWNERS
from scrapers.parse import parse


@dg.asset(
    deps=["raw_pages"],
    group_name="raw",
    kinds={"python", "parquet"},
    owners=OWNERS,
    description="Advertisements as their pages declare them; what cannot be read is quarantined with its reason.",
    partitions_def=MARKET_DAYS,
    required_resource_keys={"home"},
)
def raw_ads(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
    """Parse one landed partition; the metadata counts ads and quarantined pages by reason."""
    keys = context.partition_key.keys_by_dimension
    report = parse(context.resources.home, keys["market"], date.fromisoformat(keys["day"]))
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": report.ads,
            "pages": report.pages,
            "quarantined": report.quarantined,
            "quarantined_by_reason": dict(report.by_reason),
        }
    )
