"""A rule that changed says something else of every day, not only of the next."""

from __future__ import annotations

from pathlib import Path

import pytest

from assets.flags import flag_evidence
from assets.rule import rules
from assets.warehouse import Warehouse
from tests.pipelines.conftest import asked

VENUE = "trafficking/venue"
EVERY_AD = """SELECT ad_id AS subject_id, 1.0 AS strength, ad_id, NULL AS span_start, NULL AS span_end, day
FROM stg_ads WHERE day IN (SELECT day FROM run_days)"""


def test_a_changed_rule_runs_on_all_days(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = asked(own_home, "SELECT count(*) FROM flag_evidence WHERE rule_id <> ?", VENUE)
    changed = [rule.model_copy(update={"select": EVERY_AD}) if rule.rule_id == VENUE else rule for rule in rules()]
    monkeypatch.setattr(flag_evidence, "rules", lambda: changed)
    with Warehouse(own_home) as warehouse:
        assert "flag_evidence" in warehouse.changed_models()
        assert warehouse.renew(warehouse.models["flag_evidence"], []).is_rebuilt
    days = "SELECT day, count(DISTINCT ad_id) FROM {} GROUP BY day ORDER BY day"
    assert asked(own_home, days.format(f"flag_evidence WHERE rule_id = '{VENUE}'")) == asked(
        own_home, days.format("stg_ads")
    )
    assert asked(own_home, "SELECT count(*) FROM flag_evidence WHERE rule_id <> ?", VENUE) == before, "the others stay"
