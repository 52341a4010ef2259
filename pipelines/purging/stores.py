"""Remove what a plan names from every store: the archive, what was made of it, builds and packages, Dagster's runs."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import date
from pathlib import Path

import dagster as dg
import duckdb
import polars as pl

from assets.lead_history import forget_leads
from assets.publish.builds import current, finished
from assets.publish.database import FILE
from assets.publish.packages import remove
from assets.safety.restricted import forget as forget_signals
from pipelines.purging.plan import Plan
from pipelines.purging.search import search
from pipelines.quarantine import FILE as WAREHOUSE
from pipelines.rollback import purged_days_of
from scrapers.landing import remove_unfinished
from scrapers.partition import ASIDE, PAGES, is_being_written, partition_folder
from scrapers.purge import Removal, purge

#: What lies in `work` and is made anew from the archive.
_REMADE = (WAREHOUSE, f"{WAREHOUSE}.wal", "warehouse.tmp", "state", "cache", "damaged", "rebuild-aside")


def remove_from_archive(home: Path, plan: Plan) -> int:
    """Write each partition anew without what goes; returns how many nothing is left of. Twice does the same as once.

    What killed crawls and imports left goes too: nobody knows what is in it.
    """
    remove_unfinished(home)
    for aside in (home / "raw").glob(f"*/{ASIDE}*"):
        if not is_being_written(aside):
            shutil.rmtree(aside)
    buried = 0
    for place in plan.places:
        market, day = place["market"], date.fromisoformat(place["day"])
        removal = Removal(place["pages"], place["emptied"], place["urls"])
        buried += purge(home, market, day, removal, date.fromisoformat(plan.since), plan.reason).is_buried
        forget_signals(home, market, day, removal.pages)
    return buried


def remove_what_was_made(home: Path, plan: Plan) -> None:
    """Remove the warehouse, its state and caches, which keep what was deleted in their free blocks; and past leads."""
    for name in _REMADE:
        path = home / "work" / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    forget_leads(home, plan.leads)


def remove_builds(home: Path, *, nothing_left: bool) -> list[str]:
    """Remove the builds that were made before the purge, and packages made of them; returns their names.

    Where nothing is left of the archive, nothing is published any more.
    """
    removed = []
    shown = current(home)
    if nothing_left:
        (home / "published" / "current").unlink(missing_ok=True)
    for build in finished(home):
        if nothing_left or (build != shown and purged_days_of(home, build)):
            shutil.rmtree(build)
            removed.append(build.name)
    for audience in (home / "published" / "audiences").glob("*"):
        removed += [f"{audience.name}/{path.name}" for path in audience.iterdir() if not path.is_symlink()]
        remove(audience)
    return removed


def remove_exports(home: Path) -> list[str]:
    """Remove what was exported into the home before the purge; returns its names, as the log of exports has them.

    All of it, since a workbook is compressed and a pseudonym says nothing: whoever needs an export makes it anew.
    """
    folders = sorted(path for path in (home / "exports").glob("*") if path.is_dir())
    for folder in folders:
        shutil.rmtree(folder)
    return [f"exports/{folder.name}" for folder in folders]


def remove_from_dagster(home: Path, patterns: list[str]) -> int:
    """Delete the runs in whose events or logs a pattern stands, and what their files keep of it; returns how many."""
    found = {path.split(":")[0] for path in search(home / "dagster", patterns)}
    if not found:
        return 0
    instance, deleted = dg.DagsterInstance.get(), 0
    for run in instance.get_runs():
        if any(run.run_id in path for path in found):
            instance.delete_run(run.run_id)
            shutil.rmtree(home / "dagster" / "storage" / run.run_id, ignore_errors=True)
            for path in (home / "dagster" / "history" / "runs").glob(f"{run.run_id}.db*"):
                path.unlink(missing_ok=True)
            deleted += 1
    for path in (home / "dagster").rglob("*.db"):
        with sqlite3.connect(path) as connection:
            connection.execute("VACUUM")
    return deleted


def left_of(home: Path, plan: Plan) -> list[str]:
    """Where something of what was to go still is: records, ads, or the identifier itself; empty when it is nowhere."""
    found = []
    for place in plan.places:
        index = partition_folder(home, place["market"], date.fromisoformat(place["day"])) / PAGES
        if index.exists():
            ids = pl.read_parquet(index, columns=["page_id"])["page_id"]
            if ids.is_in([*place["pages"], *place["emptied"]]).any():
                found.append(f"raw/{place['market']}/{place['day']}: records")
    files = [home / "work" / WAREHOUSE, *(build / FILE for build in finished(home))]
    found += [f"{path.relative_to(home)}: ads" for path in files if path.exists() and _holds(path, plan.ads)]
    return found + search(home, plan.patterns)


def _holds(path: Path, ads: list[str]) -> bool:
    with duckdb.connect(str(path), read_only=True) as connection:
        gone = pl.DataFrame({"ad_id": ads}, schema={"ad_id": pl.String})
        connection.register("gone", gone)
        return bool(connection.execute("SELECT 1 FROM stg_ads SEMI JOIN gone USING (ad_id) LIMIT 1").fetchall())
