"""child_safety: written right after a market's pages are parsed, in the same run; below nothing else, above nothing.

Its contract warns and holds up nothing: a list that people must see the same day is shown even with a blemish.
"""

from datetime import date
from pathlib import Path

import dagster as dg

from assets.contracts import audit
from assets.promise import Promise, read_promise
from assets.raw.raw_pages import MARKET_DAYS
from assets.safety.restricted import scan, signals
from assets.tables import OWNERS
from assets.warehouse import Warehouse
from scrapers.partition import has_landed


def promise() -> Promise:
    """What the table promises."""
    return read_promise(Path(__file__).with_suffix(".yml"))


@dg.asset(
    deps=["raw_ads"],
    group_name="safety",
    kinds={"python", "parquet"},
    owners=OWNERS,
    description="Signs that a person offered may be under eighteen, restricted, for a person to look at the same day.",
    partitions_def=MARKET_DAYS,
    backfill_policy=dg.BackfillPolicy.single_run(),
    required_resource_keys={"home"},
)
def child_safety(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
    """Look at parsed partitions, one or a range of them; the metadata counts ads and says nothing of them."""
    home, ads = context.resources.home, 0
    for key in context.partition_keys:
        wanted, _, market = key.partition("|")
        day = date.fromisoformat(wanted)
        if len(context.partition_keys) > 1 and not has_landed(home, market, day):
            continue
        ads += scan(home, market, day)
    return dg.MaterializeResult(metadata={"ads_for_review": ads})


@dg.asset_check(
    asset="child_safety",
    name="contract",
    blocking=False,
    description="child_safety keeps its promise; it warns and holds up nothing.",
    required_resource_keys={"warehouse"},
)
def contract(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
    """Judge the whole table, which is small; nothing of it enters the warehouse or what is published."""
    warehouse: Warehouse = context.resources.warehouse
    warehouse.give("child_safety", signals(warehouse.home))
    try:
        outcomes = audit(warehouse.connection, promise(), "true")
    finally:
        warehouse.connection.execute("DROP TABLE temp.child_safety")
    said = [outcome.note for outcome in outcomes if not outcome.passed]
    return dg.AssetCheckResult(
        passed=not said,
        severity=dg.AssetCheckSeverity.WARN,
        description="; ".join(said) or f"{len(outcomes)} expectations hold",
        metadata={"failed": len(said)},
    )
