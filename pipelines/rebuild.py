"""Everything anew from the archive: pages are read again, every table is made again, and the two are compared."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field

import dagster as dg
import duckdb

from assets.hashes import table_hashes
from assets.raw.partitions import placed
from assets.warehouse import Warehouse
from pipelines.maintenance import REPLACED
from pipelines.quarantine import FILE, is_damage
from pipelines.refresh import Outcome, RefreshError, run_refine
from pipelines.resources import work_lock
from pipelines.runs import close_orphans
from pipelines.settings import Settings
from pipelines.stage_times import Tell
from scrapers.parse import parse


@dataclass
class Rebuilt:
    """How it ended: the refresh that it was, and the tables that are not what they were (None: nothing to compare)."""

    outcome: Outcome = field(default_factory=Outcome)
    tables: int = 0
    compared: int = 0
    different: list[str] | None = None

    @property
    def exit_code(self) -> int:
        """0 all alike and published; else as a refresh, or 1 where a table is another."""
        return self.outcome.exit_code or (1 if self.different else 0)


def rebuild(settings: Settings, tell: Tell) -> Rebuilt:
    """Lay the warehouse aside, make it anew from what lies archived, publish, and say which tables differ.

    Raises RefreshError where nothing has landed. The old warehouse comes back when the new one was not finished.
    """
    rebuilt = Rebuilt()
    instance = dg.DagsterInstance.get()
    with work_lock(settings.home):
        partitions = placed(settings.home)
        if not partitions:
            raise RefreshError("nothing has landed; crawl a market or import a file first")
        rebuilt.outcome.closed_runs = close_orphans(instance)
        before = _hashes(settings)
        for partition in partitions:
            parse(settings.home, partition.market, partition.day)
        _lay_aside(settings)
        days = [partition.day for partition in partitions]
        run_refine(instance, min(days), max(days), None, rebuilt.outcome, tell)
        if not rebuilt.outcome.published:
            _bring_back(settings)
            return rebuilt
        after = _hashes(settings) or {}
        rebuilt.tables = len(after)
        if before is not None:
            # A table whose making changed since is another one, and says nothing of the archive.
            rebuilt.different = sorted(name for name in {*before} & {*after} if before[name] != after[name])
            rebuilt.compared = len({*before} & {*after})
        shutil.rmtree(settings.home / "work" / REPLACED, ignore_errors=True)
    return rebuilt


def _hashes(settings: Settings) -> dict[str, str] | None:
    """Of every table that the models make now; None where there is no warehouse to read."""
    if not (settings.home / "work" / FILE).exists():
        return None
    try:
        with Warehouse(settings.home) as warehouse:
            changed = set(warehouse.changed_models())
            return table_hashes(warehouse.connection, [name for name in warehouse.models if name not in changed])
    except duckdb.Error as error:
        if is_damage(str(error)):
            return None
        raise


def _lay_aside(settings: Settings) -> None:
    work = settings.home / "work"
    shutil.rmtree(work / REPLACED, ignore_errors=True)
    (work / REPLACED).mkdir(mode=0o700)
    for name in (FILE, f"{FILE}.wal", "state"):
        if (work / name).exists():
            (work / name).rename(work / REPLACED / name)


def _bring_back(settings: Settings) -> None:
    work = settings.home / "work"
    for name in (FILE, f"{FILE}.wal", "state"):
        if (work / name).is_dir():
            shutil.rmtree(work / name)
        else:
            (work / name).unlink(missing_ok=True)
        if (work / REPLACED / name).exists():
            (work / REPLACED / name).rename(work / name)
    shutil.rmtree(work / REPLACED, ignore_errors=True)
