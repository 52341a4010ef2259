"""How advertisers move between cities: ordered pairs, in aggregate only. Nothing is said of where anybody goes next.

A move leads from a stay to the next one of the same advertiser in another city, begun within a fortnight after the
first ended. Moves that follow one another so are a journey; a move that leads to a city where the journey has been
already closes a cycle. Circuits after Ibanez and Suthers 2014 and Keskin et al. 2021; the fortnight is ours.
"""

from __future__ import annotations

import polars as pl

READS = {"ent_stays": ["advertiser_id", "city", "first_day", "last_day", "sequence"]}
GAP_DAYS = 14


def build(ent_stays: pl.DataFrame) -> pl.DataFrame:
    """A row an ordered pair of cities: advertisers, moves, returns, median days of the stay and between stays."""
    moves = moves_of(ent_stays)
    return (
        moves.group_by("from_city", "to_city")
        .agg(
            pl.col("advertiser_id").n_unique().cast(pl.Int64).alias("advertisers"),
            pl.len().cast(pl.Int64).alias("moves"),
            pl.col("closes_cycle").sum().cast(pl.Int64).alias("returns"),
            pl.col("days_stayed").median().alias("median_days"),
            pl.col("days_between").median().alias("median_gap_days"),
        )
        .sort("from_city", "to_city")
    )


def moves_of(stays: pl.DataFrame) -> pl.DataFrame:
    """A row a move: advertiser_id, from_city, to_city, days_stayed, days_between, journey, closes_cycle.

    Stays follow each other as ent_stays numbers them. Those that overlap (an advertiser in two cities at once) have
    nothing between: days_between is 0.
    """
    ordered = stays.sort("advertiser_id", "sequence")

    def of_advertiser(value: pl.Expr) -> pl.Expr:
        return value.over("advertiser_id", order_by="sequence")

    gap = (pl.col("first_day") - of_advertiser(pl.col("last_day").shift(1))).dt.total_days()
    stayed = (pl.col("last_day") - pl.col("first_day")).dt.total_days() + 1
    legs = ordered.with_columns(
        of_advertiser(pl.col("city").shift(1)).alias("from_city"),
        of_advertiser(stayed.shift(1)).alias("days_stayed"),
        gap.alias("gap"),
    )
    begins = pl.col("gap").is_null() | (pl.col("gap") > GAP_DAYS)
    legs = legs.with_columns(of_advertiser(begins.cast(pl.Int64).cum_sum()).alias("journey"))
    seen = pl.int_range(pl.len()).over("advertiser_id", "journey", "city") > 0
    return (
        legs.with_columns(seen.alias("closes_cycle"))
        .filter((pl.col("gap") <= GAP_DAYS) & (pl.col("from_city") != pl.col("city")))
        .select(
            "advertiser_id",
            "from_city",
            pl.col("city").alias("to_city"),
            "days_stayed",
            pl.col("gap").clip(lower_bound=0).alias("days_between"),
            "journey",
            "closes_cycle",
        )
    )
