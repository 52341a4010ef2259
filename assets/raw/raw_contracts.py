"""The contracts of the raw tables: failure has an address.

A raw partition that breaks its promise, or cannot be read, is set aside with its market and day, and the rest goes on;
only what cannot be laid to a market blocks.
"""

import time
from datetime import date

import dagster as dg

from assets.contracts import Outcome, audit, broken, record, result_of
from assets.model import raw_promises
from assets.promise import Promise
from assets.raw.damage import leave_out_damaged
from assets.raw.partitions import days_of_run
from assets.warehouse import DAMAGED, Warehouse


def set_aside_broken(warehouse: Warehouse, promise: Promise, days: set[date]) -> tuple[list[Outcome], list[str]]:
    """Audit the raw partitions of these days; set the broken ones aside.

    Returns the outcomes that cannot be laid to a market (they block), and the addresses `<market> <day>` set aside.
    """
    connection, table = warehouse.connection, promise.table
    leave_out_damaged(warehouse, days)
    damaged = warehouse.damaged()
    warehouse.view_raw(days, with_set_aside=True)
    partitions = [p for p in warehouse.partitions if p.day in days and (p.market, p.day) not in damaged]
    connection.execute(
        "DELETE FROM state.set_aside WHERE table_name = ? AND day IN (SELECT unnest(?::DATE[]))"
        " AND NOT starts_with(reason, ?)",
        [table, sorted(days), DAMAGED],
    )
    addresses = _damaged_here(warehouse, table, days)
    outcomes = audit(connection, promise, "true") if partitions else []
    if not broken(outcomes):
        return outcomes, addresses
    sound = len(partitions)
    for partition in partitions:
        here = f"market = '{partition.market}' AND day = DATE '{partition.day}'"
        failures = broken(audit(connection, promise, here, here))
        if failures:
            sound -= 1
            addresses.append(f"{partition.market} {partition.day}")
            reason = "; ".join(f.note for f in failures)
            row = [partition.market, partition.day, table, reason]
            connection.execute("INSERT INTO state.set_aside VALUES (?, ?, ?, ?)", row)
    warehouse.view_raw(days)
    left = broken(audit(connection, promise, "true", "true")) if sound else []
    return left or [o for o in outcomes if o.passed], addresses


def _damaged_here(warehouse: Warehouse, table: str, days: set[date]) -> list[str]:
    """The partitions of these days that are set aside because this table's file is damaged."""
    sql = "SELECT market, day FROM state.set_aside WHERE table_name = ? AND starts_with(reason, ?) ORDER BY day, market"
    return [f"{market} {day} (damaged)" for market, day in warehouse.query(sql, [table, DAMAGED]) if day in days]


def _raw_check(promise: Promise) -> dg.AssetChecksDefinition:
    @dg.asset_check(
        asset=promise.table,
        name="contract",
        blocking=True,
        description=f"{promise.table} keeps its promise; a market and day that does not is set aside.",
        required_resource_keys={"warehouse"},
    )
    def contract(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
        warehouse, began = context.resources.warehouse, time.perf_counter()
        days = set(warehouse.open_days()) | days_of_run(context.run.tags, warehouse.landed_days())
        outcomes, addresses = set_aside_broken(warehouse, promise, days)
        record(warehouse, context.run.run_id, outcomes)
        return result_of(outcomes, [f"set aside: {address}" for address in addresses], began)

    return contract


RAW_CHECKS = [_raw_check(promise) for promise in raw_promises().values()]
