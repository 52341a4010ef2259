"""The truth of a simulated day, written apart from the pages and never served."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl

from sandbox import pinelist
from sandbox.geography import cities
from sandbox.world import World


def truth(world: World, day: date) -> pl.DataFrame:
    """One row an ad live on a day: url, city, operator_id, operator_class, phone (E.164), names offered."""
    rows = [
        {
            "url": pinelist.address(city, ad.number),
            "city": city.slug,
            "day": day,
            "operator_id": ad.operator.operator_id,
            "operator_class": ad.operator.kind,
            "phone": ad.true_phone,
            "names": list(ad.operator.names),
        }
        for city in cities().values()
        for ad in world.ads(city.slug, day)
    ]
    return pl.DataFrame(rows, schema_overrides={"day": pl.Date, "names": pl.List(pl.String)})


def write_truth(world: World, day: date, folder: Path) -> Path:
    """Write the truth of a day as Parquet; returns the file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"ads-{day.isoformat()}.parquet"
    truth(world, day).write_parquet(path)
    return path
