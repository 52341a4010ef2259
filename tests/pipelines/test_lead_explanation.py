"""A lead's score is made again from its texts; what speaks against it stands in the same size as what speaks for it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from assets.lead_history import SCHEMA, keep_leads
from assets.rule import rules
from assets.rule_versions import keep_versions, scores
from pipelines.cli.main import app
from pipelines.lead_explanation import Innocent, Quote, Reason, explain, innocents
from pipelines.replay import ReplayError
from tests.pipelines.conftest import asked

LEADS = "SELECT lead_id, score FROM mart_leads ORDER BY pack, priority LIMIT 5"


def test_the_reasons_made_again_add_up_to_the_score(filled: Path) -> None:
    leads = asked(filled, LEADS)
    assert leads
    for lead_id, score in leads:
        found = explain(filled, lead_id)
        assert (found.score, found.differing_spans, found.holds) == (score, 0, True)
        kept = asked(filled, "SELECT rule_id, points FROM mart_lead_reasons WHERE lead_id = ?", lead_id)
        assert {(reason.rule["rule_id"], reason.points) for reason in found.reasons} == set(kept)
        assert len(found.families) >= found.families_needed


def test_each_reason_has_its_rule_and_marks_what_the_ad_says(filled: Path) -> None:
    found = explain(filled, asked(filled, LEADS)[0][0])
    texts = dict(asked(filled, "SELECT ad_id, text FROM stg_ads"))
    for reason in found.reasons:
        assert all(reason.rule[name] for name in ("text", "title", "why", "source", "concept_grade", "measure_grade"))
        assert reason.quotes
        for quote in reason.quotes:
            if quote.span_start is not None:
                assert quote.marked == texts[quote.ad_id][quote.span_start : quote.span_end]
                assert quote.before + quote.marked + quote.after in texts[quote.ad_id]


def test_evidence_that_the_texts_do_not_give_is_noticed(own_home: Path) -> None:
    """Somebody changed a kept span, or the rules changed since: the lead is not what its texts say."""
    lead_id, score = asked(own_home, LEADS)[0]
    of_lead = (
        "ad_id IN (SELECT ad_id FROM ent_advertiser_ads INNER JOIN mart_leads USING (advertiser_id) WHERE lead_id = ?)"
    )
    with duckdb.connect(str(own_home / "work" / "warehouse.duckdb")) as connection:
        connection.execute(f"DELETE FROM flag_evidence WHERE {of_lead}", [lead_id])
        connection.execute("UPDATE mart_leads SET score = score + 1 WHERE lead_id = ?", [lead_id])
    found = explain(own_home, lead_id)
    assert found.score == score
    assert found.differing_spans > 0
    assert not found.holds


def test_an_advertiser_below_the_gate_is_explained_too(filled: Path) -> None:
    """An item of a review list has the id that its lead would have."""
    lead_id = asked(
        filled,
        "SELECT 'l' || substr(sha256('trafficking' || chr(31) || advertiser_id), 1, 16) FROM ent_advertisers"
        " WHERE advertiser_id NOT IN (SELECT advertiser_id FROM mart_leads) LIMIT 1",
    )[0][0]
    found = explain(filled, lead_id)
    assert found.recorded is None
    with pytest.raises(ValueError, match="no lead here has this id"):
        explain(filled, "l0000000000000000")


def reason(rule_id: str, points: int, direction: str, share: float = 1.0) -> Reason:
    rule = next(rule for rule in rules() if rule.rule_id == rule_id)
    quote = Quote("0" * 64, date(2026, 3, 1), "call ", "four oh four", " now", 5, 17)
    return Reason({**rule.model_dump(), "direction": direction}, points, share, 3, [quote])


def test_the_strongest_innocent_explanation_stands_first() -> None:
    hidden = reason("trafficking/phone_obscured", 4, "for")
    screening = reason("trafficking/client_screening", -1, "against", 0.5)
    limits = reason("trafficking/restrictions_present", 0, "against")
    found = innocents([hidden, limits, screening], ("massage", "it names a licence"), "trafficking")
    assert [(other.origin, other.rule_id) for other in found] == [
        ("operation", None),
        ("counter-evidence", "trafficking/client_screening"),
        ("counter-evidence", "trafficking/restrictions_present"),
        ("rule", "trafficking/phone_obscured"),
    ]
    assert found[0] == Innocent("operation", "It looks like massage: it names a licence")
    assert "passes over texts such as" in found[-1].said
    own = innocents([hidden], ("trafficking indicators", "several"), "trafficking")
    assert [other.origin for other in own] == ["rule"]


def test_a_past_day_is_counted_with_the_rules_and_points_of_then(own_home: Path) -> None:
    lead_id, score = asked(own_home, LEADS)[0]
    first, last = asked(own_home, "SELECT min(day), max(day) FROM stg_ads")[0]
    keep_versions(own_home, first)
    kept = own_home / "records" / "rules.jsonl"
    lines = [json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines()]
    now = explain(own_home, lead_id)
    worth = next(reason for reason in now.reasons if reason.points > 0)
    for line in lines:
        if line["rule_id"] == worth.rule["rule_id"]:
            line.update(points=line["points"] + 1, sha256="0" * 64)
    kept.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    row = {"lead_id": lead_id, "score": score + 1, "ads": 1, "counting": ""}
    import polars as pl

    keep_leads(own_home, last, pl.DataFrame([row], schema_overrides={k: v for k, v in SCHEMA.items() if k in row}))
    then = explain(own_home, lead_id, last)
    assert (then.score, then.recorded, then.holds) == (score + 1, score + 1, True)
    assert not any("has changed since" in note for note in then.notes)
    assert keep_versions(own_home, date(2030, 1, 1)) == 1, "the rule as it is now is another version"
    assert explain(own_home, lead_id, date(2030, 1, 1)).score == score
    kept.write_text(kept.read_text(encoding="utf-8").replace(scores()["sha256"], "1" * 64), encoding="utf-8")
    assert any("has changed since" in note for note in explain(own_home, lead_id, last).notes)
    with pytest.raises(ReplayError, match="begins with the first publish"):
        explain(own_home, lead_id, date(2000, 1, 1))


def test_the_command_shows_both_sides_and_the_sum(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAINING_GROUND_HOME", str(filled))
    monkeypatch.setenv("DAGSTER_HOME", str(filled / "dagster"))
    lead_id, score = asked(filled, LEADS)[0]
    shown = CliRunner().invoke(app, ["explain", lead_id, "--queries"])
    assert shown.exit_code == 0, shown.output
    for words in (
        "SPEAKS FOR IT",
        "SPEAKS AGAINST IT",
        "the strongest first",
        "the sum is the score",
        "not evidence",
        "SELECT",
    ):
        assert words in shown.output
    document = json.loads(CliRunner().invoke(app, ["explain", lead_id, "--json"]).stdout)
    assert document["score"] == document["recorded"] == score == sum(found["points"] for found in document["reasons"])
    assert document["sum_is_the_score"] is True
    assert document["strongest_innocent_explanation"] == document["innocents"][0]
