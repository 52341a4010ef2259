"""Who is behind the advertisers that a draft rule hits, by the truth beside a file of `sandbox write`."""

from __future__ import annotations

from pathlib import Path

import polars as pl

RING = "ring"


def classes_of(ads: pl.DataFrame, file: Path) -> dict[str, str]:
    """The true class of each advertiser, that of the operator with most of its ads; rings of every kind are one class.

    Columns of `ads`: url, title, body, advertiser_id. Raises ValueError where no truth lies beside the file, or where
    none of its ads was imported here.
    """
    folder = file.with_name(f"{file.name}.truth")
    if not file.is_file() or not folder.is_dir():
        raise ValueError(f"{file}: no file of `sandbox write` with its truth beside it; write one and import it")
    given = pl.read_parquet(file, columns=["url", "title", "body"]).with_row_index("row")
    operators = pl.read_parquet(folder / "operators.parquet", columns=["operator_id", "class", "is_ring"])
    truth = pl.read_parquet(folder / "ads.parquet", columns=["row", "operator_id"])
    both = (
        given.with_columns(pl.col("row").cast(pl.Int64))
        .join(ads, on=["url", "title", "body"])
        .join(truth.with_columns(pl.col("row").cast(pl.Int64)), on="row")
        .join(operators, on="operator_id")
        .with_columns(pl.when("is_ring").then(pl.lit(RING)).otherwise("class").alias("class"))
    )
    if both.is_empty():
        raise ValueError(f"{file}: none of its ads is in this home; import it and refresh first")
    counts = both.group_by("advertiser_id", "operator_id", "class").len("ads")
    first = counts.sort(["ads", "operator_id"], descending=[True, False]).unique("advertiser_id", maintain_order=True)
    return dict(first.select("advertiser_id", "class").iter_rows())
