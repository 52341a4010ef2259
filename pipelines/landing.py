"""An import as Dagster sees it: partitions land, are parsed and looked at; their materializations are reported."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path

import dagster as dg

from assets.safety.restricted import scan
from pipelines.settings import Settings
from scrapers.landing import land_files
from scrapers.mapping import ColumnMapping
from scrapers.parse import parse
from scrapers.sorting import LandingReport

#: From so many markets and days on, reading them in processes of their own pays for the start of these.
MANY = 30


def land(
    settings: Settings, files: list[Path], source: str | None, mapping: ColumnMapping | None = None
) -> LandingReport:
    """Land the files and report each partition to the Dagster instance; raises ValueError for an unreadable file."""
    report = land_files(settings.home, files, source, mapping, workers=os.cpu_count() or 1)
    instance = dg.DagsterInstance.get()
    landed = sorted(report.landed.items())
    for ((market, day), records), (ads, for_review) in zip(
        landed, _read(settings.home, sorted(report.landed)), strict=True
    ):
        partition = dg.MultiPartitionKey({"day": day.isoformat(), "market": market})
        for table, rows in (("raw_pages", records), ("raw_ads", ads)):
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


def _read(home: Path, places: list[tuple[str, date]]) -> Iterator[tuple[int, int]]:
    """Parse each market and day and look for signs of children: how many ads it has, how many are for review."""
    read = partial(_read_one, home)
    if len(places) < MANY:
        yield from map(read, places)
        return
    with ProcessPoolExecutor(os.cpu_count() or 1, mp_context=multiprocessing.get_context("forkserver")) as pool:
        yield from pool.map(read, places, chunksize=4)


def _read_one(home: Path, place: tuple[str, date]) -> tuple[int, int]:
    return parse(home, *place).ads, scan(home, *place)
