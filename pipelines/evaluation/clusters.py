"""Two ways of putting things into groups, compared: adjusted Rand index, pairs, B-cubed. Pure functions on labels."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Agreement:
    """How far found groups agree with true ones; each measure is between 0 (or below, for the index) and 1."""

    ari: float
    pair_precision: float
    pair_recall: float
    b3_precision: float
    b3_recall: float


def agreement(labels: pl.DataFrame) -> Agreement:
    """Compare columns `found` and `true`, one row an item, no empty label.

    Adjusted Rand index: Hubert and Arabie 1985. B-cubed: Bagga and Baldwin 1998, the mean over items.
    """
    cells = labels.group_by("found", "true").agg(pl.len().cast(pl.Float64).alias("both"))
    cells = cells.with_columns(
        pl.col("both").sum().over("found").alias("in_found"), pl.col("both").sum().over("true").alias("in_true")
    )
    n = float(labels.height)
    together = _pairs(cells["both"])
    found = _pairs(cells.unique("found")["in_found"])
    true = _pairs(cells.unique("true")["in_true"])
    expected = found * true / max(n * (n - 1) / 2, 1.0)
    most = (found + true) / 2
    square = cells["both"] * cells["both"]
    return Agreement(
        ari=(together - expected) / (most - expected) if most != expected else 1.0,
        pair_precision=together / found if found else 1.0,
        pair_recall=together / true if true else 1.0,
        b3_precision=_total(square / cells["in_found"]) / n,
        b3_recall=_total(square / cells["in_true"]) / n,
    )


def _pairs(sizes: pl.Series) -> float:
    return _total(sizes * (sizes - 1) / 2)


def _total(values: pl.Series) -> float:
    return float(values.sum())
