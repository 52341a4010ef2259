"""Fairness: whether innocent advertisers of one language are leads more often than those of another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import polars as pl

from pipelines.evaluation.case import Case
from pipelines.evaluation.figures import TOGETHER, Figure
from pipelines.evaluation.leads import PACK, operators_of

ORDER, STAGE = 10, "fairness"
RATE = "independents with a lead, of"


def measure(case: Case) -> Iterator[Figure]:
    """Independents (of every subtype, so that the truth is equal) with a lead, by the language of most of their ads."""
    leads = case.found("mart_leads")
    if leads is None:
        yield Figure(STAGE, "all")
        return
    truth = case.truth("ads").group_by("operator_id", "language").len()
    told = truth.sort(["len", "language"], descending=[True, False]).unique("operator_id", maintain_order=True)
    innocent = case.truth("operators").filter(pl.col("profile").str.starts_with("solo") & ~pl.col("is_ring"))
    known = operators_of(case).join(innocent.select("operator_id"), on="operator_id").join(told, on="operator_id")
    with_lead = leads.filter(pack=PACK).select("advertiser_id").unique()
    rates: list[float] = []
    for language in sorted(known["language"].unique()):
        mine = known.filter(language=language)
        found = mine.join(with_lead, on="advertiser_id", how="semi")
        rates.append(found.height / max(mine.height, 1))
        yield Figure(STAGE, f"{RATE} {language}", found.height, mine.height)
    least, most = min(rates, default=0.0), max(rates, default=0.0)
    if least:
        yield Figure(STAGE, "greatest ratio between languages", values=(most / least,))


def together(figures: Iterable[Figure]) -> Iterator[Figure]:
    """The ratio of the rates of all seeds: of a hundred people of a language in a seed, it is mostly chance."""
    rates = [figure.value for figure in figures if figure.measure.startswith(RATE) and figure.value]
    if rates:
        yield Figure(STAGE, f"greatest ratio between languages, {TOGETHER}", values=(max(rates) / min(rates),))
