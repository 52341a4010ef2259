"""Evaluation: figures that can be checked by hand, and a table in which a stage that does not exist is not measured."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from assets.marts.intervals import wilson
from pipelines.evaluation import fairness, leads
from pipelines.evaluation.clusters import agreement
from pipelines.evaluation.figures import Figure, pooled, table
from pipelines.evaluation.run import stages
from tests.conftest import gaining_ground


def test_wilsons_interval_is_the_published_one() -> None:
    """45 of 50 means .79 to .96."""
    assert [round(end, 2) for end in wilson(45, 50)] == [0.79, 0.96]
    assert wilson(0, 10)[0] == 0.0
    assert wilson(10, 10)[1] == pytest.approx(1.0)


def test_shares_are_added_up_over_seeds_and_numbers_keep_their_range() -> None:
    both = pooled(
        [
            Figure("s", "a", 1, 2),
            Figure("s", "b", values=(0.5,)),
            Figure("s", "a", 3, 6),
            Figure("s", "b", values=(1.0,)),
        ]
    )
    assert [(figure.measure, figure.value) for figure in both] == [("a", 0.5), ("b", 0.75)]
    assert both[1].interval == (0.5, 1.0)


def test_what_is_not_there_is_not_measured() -> None:
    assert "| s | a | not measured |  |  |  |" in table([Figure("s", "a")])


def labels(found: list[int], true: list[int]) -> pl.DataFrame:
    return pl.DataFrame({"found": found, "true": true})


def test_the_same_groups_agree_fully_whatever_they_are_called() -> None:
    both = agreement(labels([1, 1, 2, 2, 3], [7, 7, 8, 8, 9]))
    assert (both.ari, both.pair_precision, both.pair_recall, both.b3_precision, both.b3_recall) == (1, 1, 1, 1, 1)


def test_one_group_for_all_has_every_pair_and_little_truth() -> None:
    both = agreement(labels([1] * 4, [1, 1, 2, 2]))
    assert both.pair_recall == 1.0
    assert both.pair_precision == pytest.approx(2 / 6)
    assert both.b3_precision == pytest.approx(0.5)
    assert both.ari == pytest.approx(0.0)


def test_measures_are_those_of_a_library_that_counts_otherwise() -> None:
    from sklearn.metrics import adjusted_rand_score, pair_confusion_matrix

    generator = np.random.default_rng(1)
    found, true = generator.integers(0, 20, 500), generator.integers(0, 15, 500)
    both = agreement(labels(found.tolist(), true.tolist()))
    assert both.ari == pytest.approx(adjusted_rand_score(true, found))
    (_, found_only), (true_only, together) = pair_confusion_matrix(true, found)
    assert both.pair_precision == pytest.approx(together / (together + found_only))
    assert both.pair_recall == pytest.approx(together / (together + true_only))


def market(rings: int, others: int) -> pl.DataFrame:
    return pl.DataFrame(
        {"operator_id": range(rings + others), "is_ring": [True] * rings + [False] * others}
    ).with_columns(
        profile=pl.when("is_ring").then(pl.lit("ring_house")).otherwise(pl.lit("solo")),
        seen=pl.lit("alike"),
        is_silent=False,
        people_shown=3,
    )


@pytest.mark.parametrize("prevalence", leads.PREVALENCES)
def test_a_market_has_the_prevalence_that_its_figures_are_named_by(prevalence: float) -> None:
    """Whether it was written with more rings or with fewer."""
    for written in (market(80, 2_900), market(40, 2_000)):
        shares = [thinned["is_ring"].mean() for thinned in leads._thinned(written, prevalence, 1)]
        assert np.mean(shares) == pytest.approx(prevalence, rel=0.12)


def test_ratios_are_of_the_rates_of_all_seeds_too() -> None:
    """Two of a hundred and one of a hundred, twice as often by chance in each seed, are equal together."""
    rates = {"en": [(2, 100), (1, 100)], "es": [(1, 100), (2, 100)]}
    figures = pooled(
        Figure("fairness", f"{fairness.RATE} {name}", *rate) for name, both in rates.items() for rate in both
    )
    assert [figure.value for figure in fairness.together(figures)] == [1.0]
    known = pooled(
        [
            Figure("leads", "with a lead, of ordinary independents", 5, 100),
            Figure("leads", "with a lead, of duo", 8, 100),
        ]
    )
    assert [figure.value for figure in leads.together(known)] == pytest.approx([1.6])


def test_a_second_lead_to_the_same_ring_finds_nothing_new() -> None:
    written = market(40, 1_960)
    first = [0, 0, 0, *range(1_000, 1_200)]
    figures = {figure.measure: figure for figure in leads._at(0.03, first, written, 1)}
    assert figures["precision at 3.0% rings, first 20"].value == pytest.approx(1 / 20)
    assert figures["ceiling at 3.0% rings, first 20"].value == pytest.approx(1.0)
    assert figures["ceiling by what is seen at 3.0% rings, first 20"].value == pytest.approx(0.03, rel=0.2)
    few = {figure.measure: figure for figure in leads._at(0.03, [1, 2], written, 1)}
    assert few["precision at 3.0% rings, first 20"].value == pytest.approx(2 / 20), "places left empty found nothing"


def test_a_table_that_cannot_be_written_is_said_before_the_work(tmp_path: Path) -> None:
    ran = gaining_ground(tmp_path, "evaluate", "--out", str(tmp_path / "nowhere" / "table.md"))
    assert ran.code == 1
    assert "no such folder; make it first" in ran.err


def test_a_stage_is_measured_by_the_file_of_its_name() -> None:
    names = [stage.STAGE for stage in stages()]
    assert names == [
        "identifiers", "prices", "people", "languages", "templates", "advertisers", "operations", "leads", "events", "fairness",
    ]  # fmt: skip


def test_the_table_has_a_line_for_each_stage(tmp_path: Path) -> None:
    out = tmp_path / "table.md"
    ran = gaining_ground(tmp_path, "evaluate", "--seed", "1", "--ads", "1500", "--out", str(out))
    assert ran.code == 0, ran.err
    text = out.read_text()
    assert text in ran.out
    assert "not accuracy in the field" in text
    for stage in stages():
        assert f"| {stage.STAGE} |" in text
    plain = next(line for line in text.splitlines() if "recall of grouped" in line)
    assert float(plain.split("|")[3]) > 0.9
    assert "ceiling at 1.0% rings" in text
    assert not list(tmp_path.glob("raw/*")), "what is evaluated stays out of the home"
