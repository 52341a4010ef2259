"""How often people found what the rules flagged, by rule and among the first leads, and how often below the threshold.

An item that was drawn at random stands for those it was drawn from: its weight is one over the probability of the
draw, scaled so that all drawn items of a pack together stand for all its advertisers without a lead. A lead stands
for itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from assets.marts.intervals import weighted

READS = {
    "mart_leads": ["lead_id", "pack", "advertiser_id", "priority"],
    "flag_scores": ["advertiser_id", "pack", "rule_id", "direction"],
    "ent_advertiser_ads": ["advertiser_id", "ad_id"],
    "run_labels": ["line", "lead_id", "pack", "ad", "kind", "value", "said_at"],
    "run_draws": ["lead_id", "pack", "ad", "stratum", "probability"],
}
FIRST = (10, 20, 50, 100)
_SCHEMA = {
    "pack": pl.String,
    "kind": pl.String,
    "measure": pl.String,
    "name": pl.String,
    "labelled": pl.Int64,
    "confirmed": pl.Int64,
    "share": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "effective": pl.Float64,
}


def build(
    mart_leads: pl.DataFrame,
    flag_scores: pl.DataFrame,
    ent_advertiser_ads: pl.DataFrame,
    run_labels: pl.DataFrame,
    run_draws: pl.DataFrame,
) -> pl.DataFrame:
    """One row a pack, kind of label, measure and name; no labels, no rows."""
    named = pl.concat([run_labels.select("ad"), run_draws.select("ad")]).unique().drop_nulls()
    now = ent_advertiser_ads.with_columns(ad=pl.col("ad_id").str.slice(0, 16)).join(named, on="ad")
    now = now.select("ad", "advertiser_id")
    items = _items(run_labels.join(now, on="ad"), mart_leads)
    everybody = ent_advertiser_ads["advertiser_id"].n_unique()
    rows = []
    for (pack, kind), labelled in items.group_by("pack", "kind", maintain_order=True):
        leads = mart_leads.filter(pl.col("pack") == pack)
        draws = run_draws.filter(pack=pack, stratum="below").join(now, on="ad")
        weighed = _weighed(labelled, draws, everybody - leads.height)
        shown = flag_scores.filter((pl.col("pack") == pack) & (pl.col("direction") == "for"))
        rows += [{"pack": pack, "kind": kind, **row} for row in _measures(weighed, shown)]
    return pl.DataFrame(rows, schema=_SCHEMA)


def _items(labels: pl.DataFrame, leads: pl.DataFrame) -> pl.DataFrame:
    """The latest label of each kind on each advertiser and pack, with the lead's priority where it is one."""
    latest = labels.sort("said_at", "line", descending=True).unique(["pack", "kind", "advertiser_id"], keep="first")
    items = latest.join(leads.select("pack", "advertiser_id", "priority"), on=["pack", "advertiser_id"], how="left")
    return items.with_columns(hit=pl.col("value") == "confirmed").sort("pack", "kind", "advertiser_id")


def _weighed(labelled: pl.DataFrame, draws: pl.DataFrame, below: int) -> pl.DataFrame:
    """Labelled items with their weights; an item below the threshold that no draw gave says nothing of the others."""
    drawn = draws.group_by("advertiser_id").agg(pl.col("probability").min())
    items = labelled.join(drawn, on="advertiser_id", how="left").with_columns(
        weight=pl.when(pl.col("priority").is_null()).then(1 / pl.col("probability")).otherwise(1.0)
    )
    items = items.filter(pl.col("weight").is_not_null())
    is_below = pl.col("priority").is_null()
    scale = below / pl.col("weight").filter(is_below).sum()
    return items.with_columns(weight=pl.when(is_below).then(pl.col("weight") * scale).otherwise(pl.col("weight")))


def _measures(items: pl.DataFrame, shown: pl.DataFrame) -> Iterator[dict[str, Any]]:
    is_lead = pl.col("priority").is_not_null()
    yield from _share("leads", "all", items.filter(is_lead))
    yield from _share("below", "all", items.filter(~is_lead))
    for first in FIRST:
        yield from _share("first", str(first), items.filter(pl.col("priority") <= first))
    for (rule,), hits in shown.sort("rule_id").group_by("rule_id", maintain_order=True):
        yield from _share("rule", str(rule), items.join(hits, on="advertiser_id", how="semi"))


def _share(measure: str, name: str, items: pl.DataFrame) -> Iterator[dict[str, Any]]:
    found = weighted(items["hit"].to_list(), items["weight"].to_list())
    if found:
        counts = {"labelled": items.height, "confirmed": int(items["hit"].sum())}
        yield {"measure": measure, "name": name, **counts, **found._asdict()}
