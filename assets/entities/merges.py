"""When advertisers that were known apart became one, and by which link. Pure functions on columns."""

from __future__ import annotations

import numpy as np
import polars as pl

from assets.entities.evidence import components
from assets.entities.words import Array

SCHEMA = {"gone": pl.Int64, "kept": pl.Int64, "day": pl.Int32, "a": pl.UInt32, "b": pl.UInt32, "reason": pl.String}


def merges(links: pl.DataFrame, day: Array) -> pl.DataFrame:
    """Columns gone, kept, day, a, b, reason: an advertiser (its earliest ad) that became part of an elder one.

    `links`: a, b, reason; `day` is that of each ad, as a number. A link is there from the later of its ads' days on; an
    advertiser was known before a day if one of its ads was. What is told follows from the ads and their links alone, so
    a rebuild tells the same.
    """
    begins = np.maximum(day[links["a"].to_numpy()], day[links["b"].to_numpy()]) if links.height else day[:0]
    ordered = links.with_columns(day=pl.Series(begins, dtype=pl.Int32)).sort("day", "a", "b", "reason")
    root, known = np.arange(len(day)), day.astype(np.int64).copy()
    told = [pl.DataFrame(schema=SCHEMA)]
    for (today,), these in ordered.group_by("day", maintain_order=True):
        told.append(_merged(these, root, known, int(str(today))))
    return pl.concat(told).sort("day", "gone")


def _roots(ads: Array, root: Array) -> Array:
    """The advertisers of ads: roots of roots, until they are their own."""
    found = root[ads]
    while len(found) and (root[found] != found).any():
        found = root[found]
    root[ads] = found
    return found


def _merged(links: pl.DataFrame, root: Array, known: Array, day: int) -> pl.DataFrame:
    """Join what this day's links connect (in `root` and `known`); rows for advertisers known before that are gone."""
    ours, theirs = _roots(links["a"].to_numpy(), root), _roots(links["b"].to_numpy(), root)
    nodes = np.unique(np.concatenate([ours, theirs]))
    pair = pl.DataFrame({"a": np.searchsorted(nodes, ours), "b": np.searchsorted(nodes, theirs)})
    elder = nodes[components(pair, len(nodes))]
    was_known = known[nodes] < day
    # Two days may begin at once in two time zones: the elder is the earliest ad's advertiser among those known before.
    first = (
        pl.DataFrame({"elder": elder, "node": nodes})
        .filter(pl.Series(was_known))
        .group_by("elder")
        .agg(kept=pl.col("node").min())
    )
    gone = (
        pl.DataFrame({"elder": elder, "gone": nodes})
        .filter(pl.Series(was_known))
        .join(first, on="elder")
        .filter(pl.col("gone") != pl.col("kept"))
    )
    root[nodes] = elder
    np.minimum.at(known, elder, known[nodes])
    by = links.with_columns(one=pl.Series(ours), other=pl.Series(theirs)).filter(pl.col("one") != pl.col("other"))
    ends = pl.concat([by.select("a", "b", "reason", node=by["one"]), by.select("a", "b", "reason", node=by["other"])])
    via = ends.sort("a", "b", "reason").unique("node", keep="first", maintain_order=True)
    return (
        gone.join(via, left_on="gone", right_on="node")
        .with_columns(day=pl.lit(day, pl.Int32))
        .select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())
    )
