"""A dataset, its truth, and what the stages made of it, brought together by the rows of the file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from assets.warehouse import Warehouse
from pipelines.history import remember
from sandbox.world import BORN
from scrapers.landing import land_files
from scrapers.parse import parse


@dataclass
class Case:
    """One seed: the file that was written, the folder of its truth, and a warehouse that was filled from the file."""

    seed: int
    file: Path
    warehouse: Warehouse

    def truth(self, name: str) -> pl.DataFrame:
        """A table of the truth, with `ad_id` where it is about ads."""
        frame = pl.read_parquet(self.file.with_name(f"{self.file.name}.truth") / f"{name}.parquet")
        return frame.join(self.ads, on="row") if "row" in frame.columns else frame

    def found(self, name: str) -> pl.DataFrame | None:
        """A table of the warehouse; None when no stage makes it yet."""
        if not self.warehouse.query("SELECT 1 FROM duckdb_tables() WHERE table_name = ?", [name]):
            return None
        frame: pl.DataFrame = self.warehouse.connection.sql(f"SELECT * FROM {name}").pl()
        return frame

    @cached_property
    def ads(self) -> pl.DataFrame:
        """Each row of the file and the ad that it became."""
        given = pl.read_parquet(self.file, columns=["url", "title", "body"]).with_row_index("row")
        staged = self.warehouse.connection.sql("SELECT ad_id, url, title, body FROM stg_ads").pl()
        return (
            given.with_columns(pl.col("row").cast(pl.Int64))
            .join(staged, on=["url", "title", "body"])
            .select("row", "ad_id")
        )


def fill(home: Path, file: Path) -> Warehouse:
    """Land a dataset in a new home as any import would, and make every table from it; the caller closes it."""
    remember(home, BORN)
    report = land_files(home, [file])
    for market, day in sorted(report.landed):
        parse(home, market, day)
    warehouse = Warehouse(home)
    for model in warehouse.models.values():
        warehouse.renew(model, warehouse.landed_days())
    return warehouse
