"""`gaining-ground disclosure`: what the defence is owed is in it, whatever it says of us."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from assets.rule_versions import SCORES
from pipelines.disclosing import disclose
from pipelines.disclosure_text import text_of
from pipelines.exporting import FILE, MANIFEST
from tests.pipelines.conftest import asked

OPINION = "it is an agency with a licence"


@pytest.fixture(scope="module")
def given(published: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, str]:
    """A home in which somebody dismissed a lead, and its disclosure."""
    home = tmp_path_factory.mktemp("disclosed") / "home"
    shutil.copytree(published, home, symlinks=True)
    lead, advertiser, pack = asked(
        home,
        "SELECT lead_id, advertiser_id, pack FROM mart_leads WHERE status = 'queued' AND lead_id IN"
        " (SELECT lead_id FROM mart_lead_reasons WHERE direction = 'against') ORDER BY priority, lead_id LIMIT 1",
    )[0]
    label = {
        "lead_id": lead,
        "at": "2026-03-02T09:00:00+00:00",
        "by": "analyst 4",
        "opinion": "dismissed",
        "note": OPINION,
    }
    (home / "records" / "labels.jsonl").write_text(
        json.dumps({**label, "advertiser_id": advertiser, "pack": pack}) + "\n"
    )
    entry = f"- join: [{advertiser}, a0000000000000000]\n  why: one phone for both\n  by: analyst 4\n"
    (home / "config").mkdir(exist_ok=True)
    (home / "config" / "corrections.yml").write_text(entry)
    out = disclose(home, lead, home / "disclosed", "case 17, request of the defence", "analyst 4", "counsel")
    return home, out, lead


@pytest.fixture(scope="module")
def document(given: tuple[Path, Path, str]) -> dict[str, Any]:
    return json.loads((given[1] / "disclosure.json").read_text(encoding="utf-8"))


def test_every_reason_is_in_it_with_its_rule_and_its_grades(given, document) -> None:
    home, _, lead = given
    kept = asked(home, "SELECT rule_id, points FROM mart_lead_reasons WHERE lead_id = ? ORDER BY ALL", lead)
    told = {(reason["rule"]["rule_id"], reason["points"]) for reason in document["reasons"]}
    assert set(kept) <= told
    for reason in document["reasons"]:
        assert reason["rule"]["text"]
        assert reason["rule"]["source"]
        assert reason["rule"]["concept_grade"]
    assert document["score"] == document["recorded_score"] == sum(reason["points"] for reason in document["reasons"])


def test_counter_evidence_and_innocent_explanations_are_in_it(document) -> None:
    assert [reason for reason in document["reasons"] if reason["rule"]["direction"] == "against"]
    assert document["innocent_explanations"]


def test_every_version_of_its_rules_and_of_how_scores_are_made_is_in_it(document) -> None:
    named = {reason["rule"]["rule_id"] for reason in document["reasons"]} | {SCORES}
    assert {version["rule_id"] for version in document["versions_of_the_rules"]} == named
    assert all(version["text"] and version["sha256"] for version in document["versions_of_the_rules"])


def test_what_people_said_is_in_it_word_for_word(document) -> None:
    (label,) = document["labels"]
    assert (label["opinion"], label["by"], label["note"]) == ("dismissed", "analyst 4", OPINION)


def test_every_ad_and_every_link_of_the_grouping_is_in_it(given, document) -> None:
    home, _, _ = given
    advertiser = document["lead"]["advertiser_id"]
    ads = {ad for (ad,) in asked(home, "SELECT ad_id FROM ent_advertiser_ads WHERE advertiser_id = ?", advertiser)}
    assert {ad["ad_id"] for ad in document["ads"]} == ads
    assert {link["ad_a"] for link in document["links"]} <= ads
    assert len(ads) == 1 or document["links"]


def test_what_a_person_corrected_of_the_grouping_is_in_it(document) -> None:
    assert [entry["why"] for entry in document["corrections"]] == ["one phone for both"]
    assert "a person corrected it (join): one phone for both" in text_of(document)


def test_an_error_rate_that_nobody_measured_is_said_to_be_unknown(given) -> None:
    text = (given[1] / "disclosure.md").read_text(encoding="utf-8")
    assert "its error rate was never measured here" in text


def test_a_measured_error_rate_is_told_with_its_interval(document) -> None:
    rule = next(reason["rule"]["rule_id"] for reason in document["reasons"] if reason["points"])
    measured = {
        "pack": "trafficking",
        "kind": "opinion",
        "measure": "rule",
        "name": rule,
        "labelled": 10,
        "confirmed": 4,
    }
    row = {**measured, "share": 0.4, "low": 0.17, "high": 0.69, "effective": 10.0}
    text = text_of({**document, "measured": {"precision": [row], "rates_by_group": []}})
    assert "4 of 10 confirmed, 40% (17% to 69%)" in text


def test_the_text_gives_both_sides_the_same_room(given) -> None:
    text = (given[1] / "disclosure.md").read_text(encoding="utf-8")
    assert text.index("## What speaks for") < text.index("## What speaks against") < text.index("## What else could")
    assert "Lead, not evidence" in text


def test_nothing_that_an_ad_says_is_markup(document) -> None:
    quote = {
        "ad_id": "a" * 64,
        "day": "2026-03-01",
        "before": "<script>",
        "marked": "[x](http://a)",
        "after": "\n# `b`\x1b",
    }
    reason = {**document["reasons"][0], "quotes": [quote]}
    text = text_of({**document, "reasons": [reason]})
    assert "<script>" not in text.replace("\\<", "")
    assert "\x1b" not in text
    assert "[x](" not in text
    assert "\n# \\`" not in text


def test_that_it_was_given_is_noted_and_stands_in_the_next_one(given, tmp_path: Path) -> None:
    home, out, lead = given
    entry = json.loads((home / "records" / FILE).read_text(encoding="utf-8").splitlines()[-1])
    assert (entry["export"], entry["to"]) == ("disclosure", "counsel")
    assert (out / MANIFEST).exists()
    again = disclose(home, lead, tmp_path / "again", "case 17", None, None)
    told = json.loads((again / "disclosure.json").read_text(encoding="utf-8"))["given_out"]
    assert [row["to"] for row in told] == ["counsel"]


def test_an_unknown_lead_is_said(published: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no lead here has this id"):
        disclose(published, "l0000000000000000", tmp_path / "out", "case 17", None, None)
