"""publish_database: the analyst's DuckDB file, made aside."""

import os
from datetime import UTC, datetime, timedelta

import dagster as dg

from assets.event_protocols import keep_protocols
from assets.model import models
from assets.publish.builds import begin, newest
from assets.publish.database import ALL, FILE, LEADS, BuildNote, code_version, write_database
from assets.rule_versions import keep_versions
from assets.tables import OWNERS
from assets.warehouse import Warehouse
from scrapers.ledger import head

_TIME = "%Y%m%dT%H%M%SZ"


@dg.asset(
    deps=[model.name for model in models() if model.stage in ("staging", "entities", "flags", "marts")],
    group_name="publish",
    kinds={"duckdb"},
    owners=OWNERS,
    description="The analyst's DuckDB file of this build, made aside; nobody sees it yet.",
    required_resource_keys={"warehouse"},
)
def publish_database(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
    """Show the warehouse's tables and add the meta_ tables; stands below every table, so below every contract."""
    warehouse: Warehouse = context.resources.warehouse
    build_id = build_id_of(context)
    days, now = warehouse.open_days(), datetime.now(UTC).replace(tzinfo=None)
    note = BuildNote(
        run_id=context.run.run_id,
        build_id=build_id,
        started_at=_started_at(context),
        finished_at=now,
        code_version=code_version(),
        first_day=days[0] if days else None,
        last_day=days[-1] if days else None,
        is_simulated=any(partition.is_sandbox for partition in warehouse.partitions),
        ledger_head=head(warehouse.home),
        identities=identities_wanted(),
    )
    keep_versions(warehouse.home, now.date())
    keep_protocols(warehouse.home, now.date())
    path = begin(warehouse.home, build_id) / FILE
    rows = write_database(warehouse, path, note)
    return dg.MaterializeResult(
        metadata={
            "tables": len(rows),
            "rows": sum(rows.values()),
            "bytes": path.stat().st_size,
            "build": build_id,
            "identities": note.identities,
        }
    )


def identities_wanted() -> str:
    """Whose identities the environment asks for; raises ValueError for a word that is neither."""
    wanted = os.environ.get("GAINING_GROUND_IDENTITIES") or LEADS
    if wanted not in (LEADS, ALL):
        raise ValueError(f"GAINING_GROUND_IDENTITIES: says {wanted[:20]!r}; write {LEADS} or {ALL}")
    return wanted


def build_id_of(context: dg.AssetExecutionContext | dg.AssetCheckExecutionContext) -> str:
    """The build of this run: when it started and the head of its id, so that builds sort by time.

    Where the clock was set back it is given the second after the newest build, so that they sort all the same.
    """
    started, before = _started_at(context), newest(context.resources.warehouse.home)
    if before is not None:
        started = max(started, datetime.strptime(before.name[:16], _TIME) + timedelta(seconds=1))
    return f"{started:{_TIME}}-{context.run.run_id[:8]}"


def _started_at(context: dg.AssetExecutionContext | dg.AssetCheckExecutionContext) -> datetime:
    stats = context.instance.get_run_stats(context.run.run_id)
    seconds = stats.start_time or stats.launch_time or stats.enqueued_time
    assert seconds is not None, "a running run has started"
    return datetime.fromtimestamp(seconds, tz=UTC).replace(tzinfo=None)
