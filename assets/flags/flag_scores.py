"""What each rule adds to an advertiser's priority, corrected for how much it posts.

A family of indicators counts once, with its strongest rule, and only where it stands out: rules on ads by the share of
the advertiser's different texts that show the family, rules on advertisers by how few others of its kind and volume
meet them (volume.py). A kind is the operation it looks like: what is usual in an agency's ads is not in another's.
"""

from __future__ import annotations

import polars as pl

from assets.flags.volume import chances, hit_rates, usual_shares

READS = {
    "flag_shares": ["advertiser_id", "rule_id", "ads", "texts", "family_texts", "of_texts"],
    "ent_advertisers": ["advertiser_id", "distinct_texts"],
    "ent_operations": ["advertiser_id", "operation"],
    "run_rules": ["rule_id", "pack", "family", "concept_grade", "direction", "points", "subject"],
}
#: A rule on advertisers counts for nobody where more than this share of its kind and volume meet it.
RARE = 0.2
#: How much rarer than usual a share of words must be to count: so that ordinary independents with one text, a few and
#: many are leads about equally often (one text alone always stands out where it shows anything).
LEVEL = 0.8
#: Beside a sign beyond words - one text for several people, several phones for several names - so much more may be
#: usual. All three are calibrated on seeds 1 and 6 to 8.
BESIDE = 2.0
#: The family that never makes a lead by itself.
MOVEMENT = "movement"
#: What more than half of its kind show sets nobody apart.
MOST = 0.5
#: Operations with a way of writing of their own; all others are compared with each other.
KINDS = ("massage", "agency", "spam", "scam")
#: Shares that are equal but for the last bits of a float.
EQUAL = 1e-8


def build(
    flag_shares: pl.DataFrame, ent_advertisers: pl.DataFrame, ent_operations: pl.DataFrame, run_rules: pl.DataFrame
) -> pl.DataFrame:
    """One row a rule met by an advertiser, with what is usual, the chance of as much, and the points that count."""
    kind = pl.when(pl.col("operation").is_in(KINDS)).then("operation").otherwise(pl.lit("other")).alias("kind")
    kinds = ent_operations.select("advertiser_id", kind)
    everyone = ent_advertisers.join(kinds, on="advertiser_id").select("kind", of_texts="distinct_texts")
    met = flag_shares.join(run_rules, on="rule_id").join(kinds, on="advertiser_id").sort("advertiser_id", "rule_id")
    counting = pl.col("points") != 0
    on_others = _on_advertisers(met.filter(counting & (pl.col("subject") != "ad")), everyone)
    on_ads = _on_ads(met.filter(counting & (pl.col("subject") == "ad")), everyone, _beside_a_sign(on_others))
    nothing = met.filter(~counting).with_columns(
        usual=pl.lit(None, pl.Float64), chance=pl.lit(None, pl.Float64), counts=pl.lit(False)
    )
    columns = [*met.columns, "usual", "chance", "counts"]
    found = pl.concat([part.select(columns) for part in (on_ads, on_others, nothing)])
    return _once_a_family(found).sort("advertiser_id", "rule_id")


def _on_ads(met: pl.DataFrame, everyone: pl.DataFrame, allowed: pl.DataFrame) -> pl.DataFrame:
    """Judged as a family: the share of different texts that show any of its rules."""
    met = met.with_columns(pl.concat_str("pack", "family", "direction", separator="|").alias("unit"))
    who = ["advertiser_id", "pack"]
    shown = met.select(*who, "kind", "unit", "of_texts", texts="family_texts").unique(maintain_order=True)
    known = shown.join(usual_shares(shown, everyone), on=["kind", "unit"], maintain_order="left")
    known = known.join(allowed, on=who, how="left", maintain_order="left")
    known = known.with_columns(chances(known).alias("chance"))
    level = LEVEL * pl.col("allowed").fill_null(1.0)
    stands_out = (pl.col("chance") <= level * pl.col("usual") + EQUAL) & (pl.col("usual") <= MOST)
    known = known.select("advertiser_id", "unit", "usual", "chance", stands_out.alias("counts"))
    return met.join(known, on=["advertiser_id", "unit"], maintain_order="left")


def _on_advertisers(met: pl.DataFrame, everyone: pl.DataFrame) -> pl.DataFrame:
    """Judged by the share of others of its kind and volume that meet the rule."""
    rates = hit_rates(met.select("kind", "of_texts", unit="rule_id"), everyone)
    met = met.with_columns(usual=rates, chance=rates)
    met = met.join(_beside_a_sign(met), on=["advertiser_id", "pack"], how="left", maintain_order="left")
    is_rare = pl.col("usual") <= RARE * pl.col("allowed").fill_null(1.0)
    # Counter-evidence takes away however common it is.
    return met.with_columns(counts=is_rare | (pl.col("direction") == "against")).drop("allowed")


def _beside_a_sign(met: pl.DataFrame) -> pl.DataFrame:
    """Who has a sign in all ads together that counts. That somebody travels is none: most who do work on their own."""
    speaks = (pl.col("usual") <= RARE) & (pl.col("points") > 0) & (pl.col("family") != MOVEMENT)
    return met.filter(speaks).select("advertiser_id", "pack", allowed=pl.lit(BESIDE)).unique()


def _once_a_family(found: pl.DataFrame) -> pl.DataFrame:
    """The points of the family's rule that weighs most, by its points and the share of texts that show it."""
    share = pl.when(pl.col("subject") == "ad").then(pl.col("texts") / pl.col("of_texts")).otherwise(1.0)
    found = found.with_columns(share.alias("share")).sort(
        "advertiser_id", "counts", pl.col("points").abs() * share, "rule_id", descending=[False, True, True, False]
    )
    place = pl.int_range(pl.len()).over("advertiser_id", "pack", "family", "direction")
    points = pl.when(pl.col("counts") & (place == 0)).then("points").otherwise(0).cast(pl.Int32)
    return found.select(
        *("advertiser_id", "pack", "rule_id", "family", pl.col("concept_grade").alias("grade"), "direction", "ads"),
        *("share", "usual", "chance", points.alias("points")),
    )
