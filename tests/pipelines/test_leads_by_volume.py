"""On the sandbox: whoever posts more is not a lead more often, all else equal."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.evaluation.case import Case, fill
from pipelines.evaluation.leads import PACK, VOLUMES, _by_volume, operators_of
from sandbox.dataset import write_dataset
from sandbox.population import Parameters

ADS, SEED, DAYS = 20_000, 11, 120


@pytest.mark.slow
def test_independents_with_one_text_and_with_many_are_leads_at_equal_rates(tmp_path: Path) -> None:
    """Ordinary independents, who differ in nothing but how long they are there, on a seed that nothing was tuned on."""
    write_dataset(tmp_path / "ads.parquet", ADS, SEED, DAYS, Parameters())
    with fill(tmp_path / "home", tmp_path / "ads.parquet") as warehouse:
        case = Case(SEED, tmp_path / "ads.parquet", warehouse)
        found = case.found("mart_leads")
        assert found is not None
        leads = found.filter(pack=PACK).select("advertiser_id", "status")
        owners, operators = operators_of(case), case.truth("operators")
        figures = list(_by_volume(case, leads, owners, operators))
        queued = list(_by_volume(case, leads.filter(status="queued"), owners, operators))
    assert len(figures) == len(VOLUMES)
    shown = {figure.measure[-20:]: (figure.hits, figure.of) for figure in figures}
    every = sum(figure.hits for figure in figures) / sum(figure.of for figure in figures)
    assert every > 0.01, "there is something to compare"
    for figure in figures:
        low, high = figure.interval or (0.0, 1.0)
        assert low <= every <= high, f"{figure.measure}: {figure.value} where all have {every:.3f}; {shown}"
    assert sum(figure.hits for figure in queued) <= 0.01 * sum(figure.of for figure in queued), "the queue is for more"
