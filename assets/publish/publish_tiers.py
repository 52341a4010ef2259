"""publish_partner and publish_public: the two lower tiers of this build, made aside."""

import dagster as dg

from assets.publish.builds import aside
from assets.publish.publish_database import build_id_of
from assets.publish.tiers import TIERS, file_of, write_tier
from assets.tables import OWNERS
from assets.warehouse import Warehouse

_SHOWN = {
    "partner": "Counts by city, rule and week for partners; small counts are not told, and nobody is in it.",
    "public": "Counts by city and week for everybody, two weeks late.",
}


def tier_asset(tier: str) -> dg.AssetsDefinition:
    """The asset that makes the file of one tier."""

    @dg.asset(
        name=f"publish_{tier}",
        deps=["publish_database"],
        group_name="publish",
        kinds={"duckdb"},
        owners=OWNERS,
        description=_SHOWN[tier],
        required_resource_keys={"warehouse"},
    )
    def file(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        warehouse: Warehouse = context.resources.warehouse
        path = aside(warehouse.home, build_id_of(context)) / file_of(tier)
        rows = write_tier(warehouse, tier, path)
        metadata = {"tables": len(rows), "rows": sum(rows.values()), "bytes": path.stat().st_size}
        return dg.MaterializeResult(metadata=metadata)

    return file


TIER_ASSETS = [tier_asset(tier) for tier in TIERS]
