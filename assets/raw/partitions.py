"""The landed raw partitions as relations that a query can read.

Raw tables are not copied into the warehouse: they stay Parquet beside their WARC, and a run sees the partitions of
its days as views. A partition that is not parsed yet has pages and listings, but no ads.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from assets.promise import Promise
from assets.quoting import literal
from scrapers.catalog import markets
from scrapers.parse import QUARANTINE, QUARANTINE_SCHEMA
from scrapers.partition import Landed, landed

FILES = {"raw_pages": "pages.parquet", "raw_listings": "listings.parquet", "raw_ads": "ads.parquet"}
#: Where imports put records that name no city or day: kept and counted, part of no table.
UNPLACED = "unplaced"
#: The tags by which a run of Dagster names its range of days, or its one day.
RANGE_START, RANGE_END = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"
ONE_DAY = "dagster/partition"


def placed(home: Path) -> list[Landed]:
    """Every landed partition of a market, by market and day."""
    return sorted((item for item in landed(home) if item.market != UNPLACED), key=lambda item: (item.day, item.market))


def fingerprint(partition: Landed) -> str:
    """What a partition holds, in a line: another manifest or another reading of its pages is another input."""
    ads = partition.folder / FILES["raw_ads"]
    read = f"{ads.stat().st_size} {ads.stat().st_mtime_ns}" if ads.exists() else "not parsed"
    return f"{partition.market} {partition.manifest_sha256} {read}"


def inputs_by_day(partitions: Iterable[Landed]) -> dict[date, str]:
    """What lies landed for each day, as one SHA-256 a day; the same input gives the same hash."""
    days: dict[date, list[str]] = {}
    for partition in partitions:
        days.setdefault(partition.day, []).append(fingerprint(partition))
    return {day: hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest() for day, lines in days.items()}


def create_views(
    connection: duckdb.DuckDBPyConnection, promises: dict[str, Promise], partitions: Iterable[Landed]
) -> None:
    """Make raw_pages, raw_listings, raw_ads and raw_quarantine temporary views over just these partitions."""
    folders = [item.folder for item in partitions]
    for table, promise in promises.items():
        files = [literal(str(path)) for folder in folders if (path := folder / FILES[table]).exists()]
        empty = ", ".join(f"CAST(NULL AS {c.type}) AS {name}" for name, c in promise.columns.items())
        columns = ", ".join(promise.columns)
        source = f"SELECT {columns} FROM read_parquet([{', '.join(files)}])" if files else f"SELECT {empty} WHERE false"
        connection.execute(f"CREATE OR REPLACE TEMP VIEW {table} AS {source}")
    files = [literal(str(path)) for folder in folders if (path := folder / QUARANTINE).exists()]
    columns = ", ".join(QUARANTINE_SCHEMA)
    empty = ", ".join(f"CAST(NULL AS {'DATE' if name == 'day' else 'VARCHAR'}) AS {name}" for name in QUARANTINE_SCHEMA)
    source = f"SELECT {columns} FROM read_parquet([{', '.join(files)}])" if files else f"SELECT {empty} WHERE false"
    connection.execute(f"CREATE OR REPLACE TEMP VIEW raw_quarantine AS {source}")


def partitions_frame(partitions: Iterable[Landed], set_aside: Collection[tuple[str, date]]) -> pl.DataFrame:
    """`run_partitions`: one row a landed market and day, and whether it was set aside."""
    rows = [
        {
            "market": item.market,
            "city": item.market.split(".")[0],
            "source": item.market.split(".")[1],
            "day": item.day,
            "captured_at": item.ended_at,
            "is_sandbox": item.is_sandbox,
            "is_set_aside": (item.market, item.day) in set_aside,
        }
        for item in partitions
    ]
    schema = pl.Schema(
        {
            "market": pl.String(),
            "city": pl.String(),
            "source": pl.String(),
            "day": pl.Date(),
            "captured_at": pl.Datetime("us"),
            "is_sandbox": pl.Boolean(),
            "is_set_aside": pl.Boolean(),
        }
    )
    return pl.DataFrame(rows, schema=schema)


def markets_frame() -> pl.DataFrame:
    """`run_markets`: one row a market that the catalog names."""
    rows = [
        {
            "market": name,
            "city": market.city.slug,
            "city_name": market.city.name,
            "state": market.city.state,
            "time_zone": market.city.time_zone,
            "latitude": market.city.latitude,
            "longitude": market.city.longitude,
            "source": market.source.slug,
            "is_sandbox": market.source.sandbox,
        }
        for name, market in sorted(markets().items())
    ]
    words = {name: pl.String() for name in ("market", "city", "city_name", "state", "time_zone")}
    degrees = {name: pl.Float64() for name in ("latitude", "longitude")}
    return pl.DataFrame(rows, schema=pl.Schema({**words, **degrees, "source": pl.String(), "is_sandbox": pl.Boolean()}))


def days_of_run(tags: Mapping[str, str], known: Iterable[date]) -> set[date]:
    """The known days within the range that a run's tags name, which may be one day; all where they name none."""
    first, last = (tags.get(name, tags.get(ONE_DAY)) for name in (RANGE_START, RANGE_END))
    return {day for day in known if (not first or first <= day.isoformat()) and (not last or day.isoformat() <= last)}
