"""Model -> Dagster asset: every table of every stage, wired the same way.

What happens in a table stands in its query; here is only how a run calls it and what the Dagster UI shows of it.
"""

import warnings
from typing import Any

import dagster as dg

from assets.days import DAYS
from assets.model import Model, models
from assets.raw.partitions import days_of_run
from assets.warehouse import Renewed, Warehouse

# A range of days in one run is still called beta by Dagster, and a part of its pipes a preview; every table is built on
# the one and every crawl on the other, so that their warnings say nothing.
warnings.filterwarnings("ignore", category=dg.BetaWarning)
warnings.filterwarnings("ignore", category=dg.PreviewWarning)

OWNERS = ["team:gaining-ground"]
_BARS = "▁▂▃▄▅▆▇█"


def table_asset(model: Model) -> dg.AssetsDefinition:
    """The asset that renews one table for the run's range of days."""

    @dg.asset(
        name=model.name,
        deps=list(model.upstream),
        group_name=model.stage,
        kinds={"duckdb", "sql" if model.sql else "polars"},
        owners=OWNERS,
        description=f"{model.promise.meaning} One row is {model.promise.row}.",
        # A table that is made whole has no days of its own; sixty of them would be sixty entries in Dagster's log.
        partitions_def=DAYS if model.promise.refresh == "by_day" else None,
        backfill_policy=dg.BackfillPolicy.single_run(),
        code_version=model.sha256[:12],
        metadata={"dagster/column_schema": _schema(model), "refresh": model.promise.refresh},
        required_resource_keys={"warehouse"},
    )
    def table(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        warehouse: Warehouse = context.resources.warehouse
        renewed = warehouse.renew(model, days_of_run(context.run.tags, warehouse.known_days()))
        return dg.MaterializeResult(metadata=_metadata(warehouse, model, renewed))

    return table


def _schema(model: Model) -> dg.TableSchema:
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                name=name,
                type=column.type,
                description=column.comment,
                constraints=dg.TableColumnConstraints(nullable=not column.required),
            )
            for name, column in model.promise.columns.items()
        ]
    )


def _metadata(warehouse: Warehouse, model: Model, renewed: Renewed) -> dict[str, Any]:
    metadata: dict[str, Any] = {
        "dagster/row_count": renewed.total_rows,
        "rows_renewed": renewed.rows,
        "days_renewed": len(renewed.days),
        "rebuilt": renewed.is_rebuilt,
        "seconds": round(renewed.seconds, 3),
        "warehouse_bytes": warehouse.path.stat().st_size,
    }
    if "day" in model.promise.columns:
        metadata["rows_by_day"] = dg.MetadataValue.md(_chart(warehouse, model.name))
    return metadata


def _chart(warehouse: Warehouse, table: str) -> str:
    """Rows a day of the last sixty days as a line of bars; a picture a table would cost a second each."""
    counts = warehouse.query(
        f"SELECT day, count(*) FROM {table} WHERE day IS NOT NULL GROUP BY day ORDER BY day DESC LIMIT 60"
    )[::-1]
    if not counts:
        return "no rows"
    most = max(count for _, count in counts)
    bars = "".join(_BARS[(count * (len(_BARS) - 1)) // most] for _, count in counts)
    return f"`{bars}` {counts[0][0]} to {counts[-1][0]}, at most {most:,} rows a day"


TABLES = [table_asset(model) for model in models()]
