"""publish_site: the pages of this build, drawn from the database of this build and nothing else."""

from datetime import UTC, datetime

import dagster as dg
import duckdb

from assets.dashboards.page import SiteNotice
from assets.dashboards.previews import previews
from assets.dashboards.published import Published
from assets.dashboards.site import build_site
from assets.publish.builds import aside, current
from assets.publish.database import FILE
from assets.publish.publish_database import build_id_of
from assets.tables import OWNERS
from assets.warehouse import Warehouse

SITE = "site/investigator"


@dg.asset(
    deps=["publish_database"],
    group_name="publish",
    kinds={"altair", "html"},
    owners=OWNERS,
    description="The dashboards of this build: the cities, each city, each lead, data health; made aside.",
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
    shown = current(warehouse.home)
    with duckdb.connect(str(folder / FILE), read_only=True) as connection:
        pages = build_site(
            connection,
            folder / SITE,
            notice,
            cache=warehouse.home / "work" / "cache",
            previous=shown / SITE if shown else None,
        )
        pictures = previews(Published(connection))
    return dg.MaterializeResult(
        metadata={
            "pages": len(pages),
            "pages_as_before": sum(page.stat().st_nlink > 1 for page in pages),
            "bytes": sum(page.stat().st_size for page in pages),
            **{city: dg.MetadataValue.md(picture) for city, picture in pictures.items()},
        }
    )
