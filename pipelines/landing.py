"""An import as Dagster sees it: partitions land, are parsed and looked at; their materializations are reported."""

from __future__ import annotations

from pathlib import Path

import dagster as dg

from assets.safety.restricted import scan
from pipelines.settings import Settings
from scrapers.landing import LandingReport, land_files
from scrapers.parse import parse


def land(settings: Settings, files: list[Path], source: str | None) -> LandingReport:
    """Land the files and report each partition to the Dagster instance; raises ValueError for an unreadable file."""
    report = land_files(settings.home, files, source)
    instance = dg.DagsterInstance.get()
    for (market, day), records in sorted(report.landed.items()):
        parsed = parse(settings.home, market, day)
        for_review = scan(settings.home, market, day)
        partition = dg.MultiPartitionKey({"day": day.isoformat(), "market": market})
        for table, rows in (("raw_pages", records), ("raw_ads", parsed.ads)):
            instance.report_runless_asset_event(
                dg.AssetMaterialization(
                    table, partition=partition, metadata={"dagster/row_count": rows, "imported": True}
                )
            )
        metadata = {"ads_for_review": for_review, "imported": True}
        instance.report_runless_asset_event(
            dg.AssetMaterialization("child_safety", partition=partition, metadata=metadata)
        )
    return report
