"""What stands in a slot: a name, an age, a price, a phone, another contact, a place, or free text.

A slot has the kind that most of its values have; a value has the kind of what staging found in its place, or of a place
that is known. Pure functions on columns.
"""

from __future__ import annotations

import polars as pl

FREE = "free"
#: Of equals the first: a phone in a slot says more of it than a name beside it.
KINDS = ("phone", "contact", "price", "age", "place", "name", FREE)
#: What only looks like a name counts for one where nothing better is known.
_LIKE_A_NAME = r"^\p{Lu}\p{Ll}{1,14}$"
#: The share of a slot's values from which on they give it their kind.
MOST = 0.5


def slot_kinds(values: pl.DataFrame, marks: pl.DataFrame, known: pl.Series) -> pl.DataFrame:
    """Columns slot, kind: one row a slot.

    `values`: slot, text (a number of the text), value, start, end; only filled ones. `marks`: text, kind, start, end,
    as staging found them (half-open code points). `known`: names of places, in lower case.
    """
    overlaps = (
        values.join(marks, on="text", suffix="_mark")
        .filter((pl.col("start_mark") < pl.col("end")) & (pl.col("end_mark") > pl.col("start")))
        .select("slot", "text", "start", "kind")
    )
    lower = pl.col("value").str.to_lowercase()
    there = values.lazy().select("value").unique().with_columns(kind=lower.str.contains_any(known.to_list())).collect()
    places = values.join(there.filter("kind").select("value"), on="value").select(
        "slot", "text", "start", kind=pl.lit("place")
    )
    written = values.filter(pl.col("value").str.contains(_LIKE_A_NAME)).select(
        "slot", "text", "start", kind=pl.lit("name")
    )
    votes = pl.concat([overlaps, places, written]).unique().group_by("slot", "kind").agg(pl.len().alias("votes"))
    filled = values.group_by("slot").agg(pl.len().alias("of"))
    order = pl.DataFrame({"kind": KINDS, "order": range(len(KINDS))}, schema={"kind": pl.String, "order": pl.Int64})
    told = (
        votes.join(filled, on="slot")
        .filter(pl.col("votes") >= MOST * pl.col("of"))
        .join(order, on="kind")
        .sort("slot", "votes", "order", descending=[False, True, False])
        .unique("slot", keep="first", maintain_order=True)
    )
    return filled.join(told, on="slot", how="left").select("slot", pl.col("kind").fill_null(FREE)).sort("slot")
