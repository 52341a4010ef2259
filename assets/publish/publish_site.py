"""publish_site: the pages of this build, drawn from the database of this build and nothing else."""

from datetime import UTC, datetime

import dagster as dg
import duckdb

from assets.dashboards.site import SiteNotice, build_site
from assets.publish.builds import aside
from assets.publish.database import FILE
from assets.publish.publish_database import build_id_of
from assets.tables import DAYS, OWNERS
from assets.warehouse import Warehouse


@dg.asset(
    deps=["publish_database"],
    group_name="publish",
    kinds={"altair", "html"},
    owners=OWNERS,
    description="The dashboards of this build: an overview of the cities and a page for each, made aside.",
    partitions_def=DAYS,
    backfill_policy=dg.BackfillPolicy.single_run(),
    required_resource_keys={"warehouse"},
)
def publish_site(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
    """Write the investigator's pages; they open from file:// and from any web server."""
    warehouse: Warehouse = context.resources.warehouse
    folder = aside(warehouse.home, build_id_of(context))
    notice = SiteNotice(
        build_id=build_id_of(context),
        built_at=datetime.now(UTC).replace(tzinfo=None),
        simulated=any(partition.is_sandbox for partition in warehouse.partitions),
    )
    with duckdb.connect(str(folder / FILE), read_only=True) as connection:
        pages = build_site(connection, folder / "site" / "investigator", notice, warehouse.home / "work" / "cache")
    return dg.MaterializeResult(metadata={"pages": len(pages), "bytes": sum(page.stat().st_size for page in pages)})
