"""publish_site: the pages of this build, a site a tier, each drawn from the database of its tier and nothing else."""

from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import duckdb

from assets.dashboards.page import SiteNotice
from assets.dashboards.previews import previews
from assets.dashboards.published import Published
from assets.dashboards.site import build_site
from assets.publish.builds import aside, current
from assets.publish.database import FILE, TIER
from assets.publish.publish_database import build_id_of
from assets.publish.tiers import TIERS, file_of
from assets.tables import OWNERS
from assets.warehouse import Warehouse
from scrapers.ledger import head


@dg.asset(
    deps=["publish_database", *(f"publish_{tier}" for tier in TIERS)],
    group_name="publish",
    kinds={"altair", "html"},
    owners=OWNERS,
    description="The dashboards of this build, a site a tier: investigators', partners', the public's; made aside.",
    required_resource_keys={"warehouse"},
)
def publish_site(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
    """Write the pages of every tier; they open from file:// and from any web server."""
    warehouse: Warehouse = context.resources.warehouse
    folder, shown = aside(warehouse.home, build_id_of(context)), current(warehouse.home)
    built_at = datetime.now(UTC).replace(tzinfo=None)
    is_simulated, ledger_head = any(partition.is_sandbox for partition in warehouse.partitions), head(warehouse.home)
    written = {}
    for tier in (TIER, *TIERS):
        notice = SiteNotice(build_id_of(context), built_at, is_simulated, tier, ledger_head)
        with duckdb.connect(str(folder / file_of(tier)), read_only=True) as connection:
            written[tier] = build_site(
                connection,
                site_of(folder, tier),
                notice,
                cache=warehouse.home / "work" / "cache",
                previous=site_of(shown, tier) if shown else None,
            )
    with duckdb.connect(str(folder / FILE), read_only=True) as connection:
        pictures = previews(Published(connection))
    pages = [page for of_tier in written.values() for page in of_tier]
    return dg.MaterializeResult(
        metadata={
            "pages": len(pages),
            **{f"pages_{tier}": len(of_tier) for tier, of_tier in written.items()},
            "pages_as_before": sum(page.stat().st_nlink > 1 for page in pages),
            "bytes": sum(page.stat().st_size for page in pages),
            **{city: dg.MetadataValue.md(picture) for city, picture in pictures.items()},
        }
    )


def site_of(build: Path, tier: str) -> Path:
    """Where the pages of a tier lie in a build."""
    return build / "site" / tier
