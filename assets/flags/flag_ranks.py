"""How far the rank of a lead depends on the points of the rules (rank_ranges.py)."""

from __future__ import annotations

import polars as pl

from assets.flags.rank_ranges import rank_ranges

READS = {
    "flag_gate": ["advertiser_id", "pack", "operation"],
    "flag_standing": ["advertiser_id", "pack", "standing"],
    "flag_scores": ["advertiser_id", "pack", "rule_id", "points"],
    "run_packs": ["pack", "queues_unclear"],
}
UNCLEAR = ("independent", "unclear")


def build(
    flag_gate: pl.DataFrame, flag_standing: pl.DataFrame, flag_scores: pl.DataFrame, run_packs: pl.DataFrame
) -> pl.DataFrame:
    """One row an advertiser past a gate. Those that can be queued are ranked first, whatever the weights."""
    dismissed = flag_standing.filter(standing="dismissed").select("advertiser_id", "pack", is_dismissed=True)
    gate = flag_gate.join(run_packs, on="pack").join(dismissed, on=["advertiser_id", "pack"], how="left")
    is_of_a_kind = pl.col("queues_unclear") | ~pl.col("operation").is_in(UNCLEAR)
    gate = gate.with_columns((is_of_a_kind & pl.col("is_dismissed").is_null()).alias("can_be_queued"))
    scores = flag_scores.filter(pl.col("points") != 0)
    parts = [pl.DataFrame(schema={"advertiser_id": pl.String, "pack": pl.String, **RANKS, "can_be_queued": pl.Boolean})]
    for pack in sorted(gate["pack"].unique()):
        before = 0
        for first in (True, False):
            mine = gate.filter(pack=pack, can_be_queued=first).select("advertiser_id", "pack", "can_be_queued")
            found = rank_ranges(scores.join(mine, on=["advertiser_id", "pack"], how="semi"))
            ranks = [(pl.col(name) + before).cast(pl.Int32).alias(name) for name in RANKS]
            parts.append(mine.join(found.with_columns(ranks), on="advertiser_id").select(parts[0].columns))
            before += mine.height
    return pl.concat(parts).sort("pack", "advertiser_id")


RANKS = {"rank_low": pl.Int32, "rank_high": pl.Int32}
