"""Fields that a site declares beside the text: short, mostly empty, often the same. Each distinct one is read once."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl


def each_once(column: pl.Series, read: Callable[[pl.Series], pl.DataFrame]) -> pl.DataFrame:
    """What a reader finds in a column of fields, in the order of its rows.

    `read` gives a frame whose column `row` is the place in what it was given; so does the result.
    """
    places = pl.DataFrame({"field": column}).with_row_index("row").drop_nulls("field")
    distinct = places.select(pl.col("field").unique(maintain_order=True)).with_row_index("nth")
    found = read(distinct["field"])
    at = places.join(distinct, on="field").select("row", "nth")
    return found.rename({"row": "nth"}).join(at, on="nth").sort("row", maintain_order=True).select(found.columns)
