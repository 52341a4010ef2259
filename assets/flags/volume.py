"""What volume gives by chance: whether an advertiser shows something more than others of its kind and volume do.

Who posts a hundred texts shows everything in one of them. So a share is judged against those of all advertisers of one
kind, who differ (some hide their phone in every text, some in none): a beta-binomial distribution whose mean is the
mean share and whose spread is that of pairs of texts of one advertiser (Skellam 1948). The level is the mean itself,
so that at every volume as many stand out as a single text would make: a share counts when at most that part of the
advertisers with as many texts would show more, half of those that show as much among them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from scipy.special import betaln, gammaln

#: Fewer advertisers of a kind tell nothing of it; then all kinds together are looked at.
ENOUGH = 30
#: Digits of a share that are kept.
DIGITS = 9
Array = np.ndarray[Any, Any]


def usual_shares(shown: pl.DataFrame, everyone: pl.DataFrame) -> pl.DataFrame:
    """Mean and spread of the shares of each unit in each kind: kind, unit, usual, spread (0 to 1).

    Columns of `shown`: unit, kind, texts, of_texts, one row an advertiser that shows the unit; of `everyone`: kind,
    of_texts, one row an advertiser.
    """
    of = pl.col("of_texts").cast(pl.Float64)
    k = pl.col("texts").cast(pl.Float64)
    sizes = (
        _with_all(everyone)
        .group_by("kind")
        .agg(pl.len().alias("advertisers"), (pl.col("of_texts") >= 2).sum().alias("of_several"))
    )
    sums = (
        _with_all(shown)
        .group_by("kind", "unit")
        .agg(
            (k / of).sum().alias("shares"),
            pl.when(of >= 2).then(k * (k - 1) / (of * (of - 1))).otherwise(0.0).sum().alias("pairs"),
        )
    )
    mean = pl.col("shares") / pl.col("advertisers")
    both = pl.col("pairs") / pl.max_horizontal("of_several", pl.lit(1))
    spread = ((both - mean**2) / (mean * (1 - mean))).fill_nan(0.0).clip(0.001, 0.999)
    # Sums of floats differ in their last bits from run to run.
    figures = mean.round(DIGITS).alias("usual"), spread.round(DIGITS).alias("spread")
    found = sums.join(sizes, on="kind").select("kind", "unit", *figures)
    return _of_kinds(found, sizes)


def chances(shares: pl.DataFrame) -> pl.Series:
    """The probability of a larger share and half that of an equal one (mid-p, Lancaster 1961), so that few texts, whose
    shares are coarse, are not held to more than many are. Columns: texts, of_texts, usual, spread.
    """
    distinct = shares.select("texts", "of_texts", "usual", "spread").unique(maintain_order=True)
    parts = []
    for (of, usual, spread), rows in distinct.group_by("of_texts", "usual", "spread", maintain_order=True):
        tail = _tails(int(of), float(usual), float(spread))
        parts.append(rows.with_columns(pl.Series("chance", tail[rows["texts"].to_numpy()])))
    if not parts:
        return pl.Series("chance", [], dtype=pl.Float64)
    by = ["texts", "of_texts", "usual", "spread"]
    return shares.join(pl.concat(parts), on=by, how="left", maintain_order="left")["chance"]


def hit_rates(hits: pl.DataFrame, everyone: pl.DataFrame) -> pl.Series:
    """For each hit of a rule on an advertiser, the share of *other* advertisers of its kind and volume that have one.

    Columns: unit, kind, of_texts; volumes are alike within a power of two. Where there are too few advertisers of the
    kind and volume, those of the kind are asked, and then all.
    """
    volume = pl.col("of_texts").cast(pl.Float64).log(2).floor().cast(pl.Int32).alias("volume")
    hits, everyone = hits.with_columns(volume), everyone.with_columns(volume)
    found = hits
    for at, by in enumerate((["kind", "volume"], ["kind"], [])):
        sizes = everyone.with_columns(all=0).group_by("all", *by).agg(pl.len().alias(f"of_{at}"))
        counts = hits.with_columns(all=0).group_by("all", "unit", *by).agg(pl.len().alias(f"hits_{at}"))
        found = found.with_columns(all=0).join(sizes, on=["all", *by], how="left", maintain_order="left")
        found = found.join(counts, on=["all", "unit", *by], how="left", maintain_order="left")

    def rate(at: int) -> pl.Expr:
        return (pl.col(f"hits_{at}") - 1) / pl.max_horizontal(pl.col(f"of_{at}") - 1, pl.lit(1))

    chosen = pl.when(pl.col("of_0") >= ENOUGH).then(rate(0)).when(pl.col("of_1") >= ENOUGH).then(rate(1))
    return found.select(chosen.otherwise(rate(2)).cast(pl.Float64).round(DIGITS).alias("usual")).to_series()


def _with_all(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows once under their kind and once under all kinds together."""
    return pl.concat([frame, frame.with_columns(kind=pl.lit("all"))])


def _of_kinds(found: pl.DataFrame, sizes: pl.DataFrame) -> pl.DataFrame:
    """For each kind its own figures, or those of all kinds where it is small."""
    kinds = sizes.filter(pl.col("kind") != "all")
    small = kinds.filter(pl.col("advertisers") < ENOUGH).select("kind")
    of_all = found.filter(kind="all").drop("kind")
    own = found.filter(pl.col("kind") != "all").join(small, on="kind", how="anti")
    return pl.concat([own, small.join(of_all, how="cross").select(own.columns)])


def _tails(of: int, usual: float, spread: float) -> Array:
    """P(K > k) + P(K = k) / 2 for k from 0 to `of`."""
    if usual >= 1.0:
        return np.full(of + 1, 0.5)
    a, b = usual * (1 - spread) / spread, (1 - usual) * (1 - spread) / spread
    k = np.arange(of + 1)
    ways = gammaln(of + 1) - gammaln(k + 1) - gammaln(of - k + 1)
    chance = np.exp(ways + betaln(k + a, of - k + b) - betaln(a, b))
    return np.asarray(np.round(np.minimum(np.cumsum(chance[::-1])[::-1], 1.0) - chance / 2, DIGITS))
