"""The truth of what was written: who is behind each ad, which text it follows, and what stands where.

Kept apart: no page, listing or record is made from it, and only `gaining-ground evaluate` and the commands that write
it may read it (an import contract holds that). Spans are half-open offsets in code points into title + line end + body.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import polars as pl

from sandbox.events import Event
from sandbox.geography import cities
from sandbox.population import LANGUAGES, TWIN, Operators, profiles, tables
from sandbox.world import Block

#: Classes as evaluation speaks of them; every kind of ring is one.
RING = "ring"


def of_block(block: Block, rows: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The truth of a block's rows. `rows` gives each row of the block that was written its `row` in what was written.

    Columns of `rows`: block_row (its row in the block), row. Tables: ads, identifiers, prices, ages, names, decoys,
    stays, operators.
    """
    posted, operators, texts = block.posted, block.operators, block.texts
    owner = posted.owner
    ads = pl.DataFrame(
        {
            "block_row": np.arange(len(posted)),
            "operator_id": operators.index[owner],
            "person": posted.person,
            "template_id": posted.template,
            "is_shared_text": posted.is_shared_text,
            "language": pl.Series(LANGUAGES).gather(texts.language),
            "version": posted.version,
        }
    )
    found = {"ads": rows.join(ads, on="block_row").drop("block_row").sort("row")}
    written = np.full(len(posted), -1)
    written[rows["block_row"].to_numpy()] = rows["row"].to_numpy()
    for name, marks in texts.marks.items():
        placed = marks.with_columns(row=written[marks["row"].to_numpy()])
        found[name] = placed.filter(pl.col("row") >= 0).sort("row", "span_start")
    found["stays"] = _stays(block, rows)
    found["operators"] = _operators(operators, found["ads"])
    return found


def _operators(operators: Operators, ads: pl.DataFrame) -> pl.DataFrame:
    """A row for each operator with an ad; people_shown counts those of its people that an ad is about."""
    counted = ads.group_by("operator_id").agg(pl.len().alias("ads"), pl.col("person").n_unique().alias("people_shown"))
    counted = counted.sort("operator_id")
    shown = np.searchsorted(operators.index, counted["operator_id"].to_numpy())
    names = pl.Series(profiles()).gather(operators.profile[shown])
    classes = pl.Series(operators.class_name[shown], dtype=pl.String)
    rings = list(tables()["rings"])
    return pl.DataFrame(
        {
            "operator_id": operators.index[shown],
            "class": classes,
            "profile": names,
            "is_ring": classes.is_in(rings),
            "is_silent": classes.is_in(rings) & ~names.is_in(rings),
            "is_twin": classes == TWIN,
            "people": operators.people[shown],
            "phones": operators.phones[shown],
            "ads": counted["ads"],
            "people_shown": counted["people_shown"],
        }
    )


def _stays(block: Block, rows: pl.DataFrame) -> pl.DataFrame:
    """A row for each journey of an operator on which an ad was shown; last_day is the last on which one stands."""
    at, posted = rows["block_row"].to_numpy(), block.posted
    frame = pl.DataFrame(
        {
            "operator_id": block.operators.index[posted.owner[at]],
            "city": pl.Series(list(cities())).gather(posted.city[at]),
            "leg": posted.leg[at],
            "first_day": pl.Series(posted.first[at]).cast(pl.Int32).cast(pl.Date),
            "last_day": pl.Series(posted.end[at] - 1).cast(pl.Int32).cast(pl.Date),
        }
    )
    by = ["operator_id", "city", "leg"]
    return (
        frame.group_by(by)
        .agg(pl.col("first_day").min(), pl.col("last_day").max())
        .sort("operator_id", "first_day", "city", "leg")
    )


def of_events(events: Iterable[Event]) -> pl.DataFrame:
    """The events of a world and whether they have an effect."""
    rows = [(e.event_id, e.name, e.city, e.first, e.last, e.effect) for e in events]
    return pl.DataFrame(rows, schema=["event_id", "name", "city", "first_day", "last_day", "effect"], orient="row")
