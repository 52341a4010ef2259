"""Leads: how many of the first are rings, how many rings are found, who is wrongly there, beside what anyone could do.

A market of about 3 % rings is written; rings (or others) are taken out at random until their share is as asked, and
with them their leads. Precision at k is the number of distinct rings behind the first k leads, divided by k.
A ring is found when one lead holds half of its ads or more at 80 % purity.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import polars as pl

from pipelines.evaluation.case import Case
from pipelines.evaluation.figures import TOGETHER, Figure
from sandbox.oracle import ceiling, findable, with_seen

ORDER, STAGE, PACK = 8, "leads", "trafficking"
PREVALENCES, WRITTEN, THINNINGS = (0.001, 0.003, 0.01, 0.03), 0.03, 40
#: The first twelve of each of four seeds are about the first fifty of all.
FIRST, PURITY, HALF = (12, 20, 50), 0.8, 0.5
#: Numbers of different texts, first and last.
VOLUMES = {"1 text": (1, 1), "2 or 3 texts": (2, 3), "4 to 9 texts": (4, 9), "10 texts or more": (10, 10**9)}
WEEKS = 60 / 7
ORDINARY, WITH_LEAD = "ordinary independents", "with a lead, of"
RATIO = "hardest negative against ordinary independents, ratio"
HARD = ("touring", "duo", "agency", "massage", "scam", "spam")
SUBTYPES = ("solo_screening", "solo_obscuring", "solo_copying", "solo_newcomer", "solo_shared_phone", "solo_busy")


def measure(case: Case) -> Iterator[Figure]:
    """Precision, share of the ceiling and lift at each prevalence; rings found; rates of hard negatives."""
    leads = case.found("mart_leads")
    if leads is None:
        yield Figure(STAGE, "all")
        return
    leads = leads.filter(pack=PACK).sort("priority").select("advertiser_id", "status")
    owners = operators_of(case)
    operators = with_seen(*(case.truth(name) for name in ("operators", "ads", "identifiers", "stays")))
    order = leads.join(owners, on="advertiser_id", how="left", maintain_order="left")["operator_id"].to_list()
    for prevalence in PREVALENCES:
        yield from _at(prevalence, order, operators, case.seed)
    yield from _found(case, leads, owners, operators)
    yield from _hard_negatives(order, operators)
    queued = leads.filter(status="queued").join(owners, on="advertiser_id")["operator_id"]
    yield from _queued(set(queued), operators)
    yield from _by_volume(case, leads, owners, operators)
    yield from _baselines(case, order, owners, operators)


def operators_of(case: Case) -> pl.DataFrame:
    """The operator behind each advertiser: whose ads it holds most of (advertiser_id, operator_id, ads, purity)."""
    found = case.found("ent_advertiser_ads")
    if found is None:
        raise ValueError("no advertisers were made; nothing can be said of leads")
    both = found.select("advertiser_id", "ad_id").join(case.truth("ads").select("ad_id", "operator_id"), on="ad_id")
    counts = both.group_by("advertiser_id", "operator_id").len("ads")
    counts = counts.with_columns((pl.col("ads") / pl.col("ads").sum().over("advertiser_id")).alias("purity"))
    return counts.sort(["ads", "operator_id"], descending=[True, False]).unique("advertiser_id", maintain_order=True)


def _thinned(operators: pl.DataFrame, prevalence: float, seed: int) -> Iterator[pl.DataFrame]:
    """The market with operators taken out at random, again and again, so that rings have the prevalence on average."""
    is_ring = operators["is_ring"].to_numpy()
    share = float(is_ring.mean())
    # Taking out rings alone, or others alone, multiplies the odds of being one.
    change = prevalence / (1 - prevalence) * (1 - share) / share if share else 1.0
    keep = np.where(is_ring, min(change, 1.0), min(1 / change, 1.0))
    generator = np.random.default_rng(seed)
    for _ in range(THINNINGS):
        yield operators.filter(pl.Series(generator.random(operators.height) < keep))


def _rings_among(first: list[int], rings: set[int]) -> int:
    """A second lead to the same ring finds nothing new."""
    return len(rings.intersection(first))


def _at(prevalence: float, order: list[int], operators: pl.DataFrame, seed: int) -> Iterator[Figure]:
    markets = list(_thinned(operators, prevalence, seed))
    for k in FIRST:
        precision, best, by_seen = 0.0, 0.0, 0.0
        for market in markets:
            rings = set(market.filter("is_ring")["operator_id"])
            there = set(market["operator_id"])
            first = [operator for operator in order if operator in there][:k]
            precision += _rings_among(first, rings) / k / len(markets)
            best += ceiling(market, k).precision / len(markets)
            by_seen += ceiling(market, k, "seen").precision / len(markets)
        name = f"at {prevalence:.1%} rings, first {k}"
        yield Figure(STAGE, f"precision {name}", precision * k, k)
        yield Figure(STAGE, f"ceiling {name}", values=(best,), note="for whoever knew every profile")
        yield Figure(STAGE, f"share of the ceiling {name}", values=(precision / best if best else 0.0,))
        yield Figure(STAGE, f"ceiling by what is seen {name}", values=(by_seen,), note="what anyone could reach")
        share = precision / by_seen if by_seen else 0.0
        yield Figure(STAGE, f"share of the ceiling by what is seen {name}", values=(share,))


def _found(case: Case, leads: pl.DataFrame, owners: pl.DataFrame, operators: pl.DataFrame) -> Iterator[Figure]:
    sizes = case.truth("ads").unique("ad_id").group_by("operator_id").len("all_ads")
    held = leads.join(owners, on="advertiser_id").join(sizes, on="operator_id")
    held = held.filter((pl.col("ads") >= HALF * pl.col("all_ads")) & (pl.col("purity") >= PURITY))
    rings = operators.filter("is_ring")
    seen = findable(operators)
    here = set(held["operator_id"])
    yield Figure(STAGE, "rings found", sum(ring in here for ring in rings["operator_id"]), rings.height)
    yield Figure(STAGE, "findable rings found", sum(ring in here for ring in seen["operator_id"]), seen.height)
    for kind in sorted(seen["class"].unique()):
        mine = seen.filter(pl.col("class") == kind)["operator_id"]
        yield Figure(STAGE, f"findable {kind} found", sum(ring in here for ring in mine), len(mine))


def _hard_negatives(order: list[int], operators: pl.DataFrame) -> Iterator[Figure]:
    """Which share of each kind of innocent operator has a lead."""
    leads = pl.DataFrame({"operator_id": order}).drop_nulls().unique().with_columns(lead=True)
    known = operators.join(leads, on="operator_id", how="left").with_columns(pl.col("lead").fill_null(False))
    innocent = known.filter(~pl.col("is_ring"))
    kinds = {ORDINARY: pl.col("profile") == "solo", "twins": pl.col("is_twin")}
    kinds |= {name: pl.col("class") == name for name in HARD} | {name: pl.col("profile") == name for name in SUBTYPES}
    shares: dict[str, float] = {}
    for name, which in kinds.items():
        mine = innocent.filter(which)
        shares[name] = mine.filter("lead").height / max(mine.height, 1)
        yield Figure(STAGE, f"{WITH_LEAD} {name}", mine.filter("lead").height, mine.height)
    usual = shares.pop(ORDINARY)
    # Twins are equal to rings in all that is seen, so that they have leads is no fault that a rule could mend.
    worst = max(share for name, share in shares.items() if name != "twins")
    if usual:
        yield Figure(STAGE, RATIO, values=(worst / usual,))
    wrong, right = innocent.filter("lead").height, known.filter(pl.col("is_ring") & pl.col("lead")).height
    if right:
        yield Figure(STAGE, "innocent operators with a lead for each ring with one", values=(wrong / right,))
    yield Figure(STAGE, "innocent operators with a lead a week", values=(wrong / WEEKS,))


def together(figures: Iterable[Figure]) -> Iterator[Figure]:
    """The same ratio of the rates of all seeds: the worst of a dozen small groups is mostly chance."""
    rates = {figure.measure: figure.value for figure in figures if figure.stage == STAGE and figure.value is not None}
    usual = rates.get(f"{WITH_LEAD} {ORDINARY}")
    worst = max((rates.get(f"{WITH_LEAD} {name}", 0.0) for name in (*HARD, *SUBTYPES)), default=0.0)
    if usual:
        yield Figure(STAGE, f"{RATIO}, {TOGETHER}", values=(worst / usual,))


def _queued(queued: set[int], operators: pl.DataFrame) -> Iterator[Figure]:
    """Who is in the queue, as a share of each kind of operator."""
    kinds = {"rings": pl.col("is_ring"), ORDINARY: ~pl.col("is_ring") & (pl.col("profile") == "solo")}
    kinds |= {name: ~pl.col("is_ring") & (pl.col("class") == name) for name in HARD}
    kinds |= {name: ~pl.col("is_ring") & (pl.col("profile") == name) for name in SUBTYPES}
    for name, which in kinds.items():
        mine = operators.filter(which)["operator_id"]
        yield Figure(STAGE, f"queued, of {name}", sum(operator in queued for operator in mine), len(mine))


def _by_volume(case: Case, leads: pl.DataFrame, owners: pl.DataFrame, operators: pl.DataFrame) -> Iterator[Figure]:
    """Whether who posts more is a lead more often: ordinary independents, who differ in nothing else."""
    sizes = case.found("ent_advertisers")
    assert sizes is not None
    usual = operators.filter(~pl.col("is_ring") & (pl.col("profile") == "solo")).select("operator_id")
    known = owners.join(usual, on="operator_id").join(
        sizes.select("advertiser_id", "distinct_texts"), on="advertiser_id"
    )
    for name, (first, last) in VOLUMES.items():
        mine = known.filter(pl.col("distinct_texts").is_between(first, last))
        found = mine.join(leads, on="advertiser_id", how="semi")
        yield Figure(STAGE, f"{WITH_LEAD} {ORDINARY} with {name}", found.height, mine.height)


def _baselines(case: Case, order: list[int], owners: pl.DataFrame, operators: pl.DataFrame) -> Iterator[Figure]:
    """Three simpler rankings of the same advertisers, at the first 50 and the prevalence written; our lift."""
    rings = set(operators.filter("is_ring")["operator_id"])
    ours = _rings_among(order[: FIRST[-1]], rings)
    ads = case.found("ent_advertiser_ads")
    terms, hits = case.found("stg_terms"), case.found("flag_evidence")
    texts, sizes = case.found("ent_template_ads"), case.found("ent_templates")
    if ads is None or terms is None or hits is None or texts is None or sizes is None:
        return
    grouped = ads.select("advertiser_id", "ad_id")
    with_hits = grouped.join(hits.select("ad_id").unique(), on="ad_id").select("advertiser_id").unique()
    ranks = {
        "any indicator": with_hits.with_columns(pl.lit(1).alias("points")),
        "keyword count": terms.select("ad_id").join(grouped, on="ad_id").group_by("advertiser_id").len("points"),
        "largest template": grouped.join(texts.select("ad_id", "template_id"), on="ad_id")
        .join(sizes.select("template_id", pl.col("ads").alias("points")), on="template_id")
        .group_by("advertiser_id")
        .agg(pl.col("points").max()),
    }
    for name, rank in ranks.items():
        # Ties in an order that tells nothing: by the id, which is a hash.
        first = (
            rank.sort(["points", "advertiser_id"], descending=[True, False])
            .head(FIRST[-1])
            .join(owners, on="advertiser_id")
        )
        right = _rings_among(first["operator_id"].to_list(), rings)
        yield Figure(STAGE, f"baseline: {name}, first {FIRST[-1]}", right, FIRST[-1])
        yield Figure(STAGE, f"lift over {name}", values=(ours / max(right, 1),))
