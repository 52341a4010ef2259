"""A refresh says what the watch list matched, and refuses what ended until somebody looks at it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from assets.warehouse import Warehouse
from pipelines.cli.main import app
from pipelines.refresh import Outcome, _look_at_watch_list
from tests.pipelines.conftest import asked

NEWEST = "SELECT value, count(DISTINCT ad_id) FROM stg_identifiers WHERE kind = 'phone' AND day = (SELECT max(day) FROM stg_ads) GROUP BY value ORDER BY 2 DESC, 1 LIMIT 1"


def entry(phone: str, approved: date) -> dict:
    return {"phone": phone, "case": "2026-114", "approved_by": "supervisor 2", "approved_on": approved}


def test_matches_of_the_newest_day_are_in_the_summary(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    today = datetime.now(UTC).date()
    phone, ads = asked(own_home, NEWEST)[0]
    listed = own_home / "config" / "watch_list.yml"
    listed.write_text(yaml.safe_dump([entry(phone, today), entry(phone, today - timedelta(days=91))]), encoding="utf-8")
    with Warehouse(own_home) as warehouse:
        assert "mart_watch_hits" in warehouse.changed_models(), "another list is looked for on every day"
        warehouse.renew(warehouse.models["mart_watch_hits"], [])
    every = "SELECT count(DISTINCT ad_id) FROM stg_identifiers WHERE kind = 'phone' AND value = ?"
    assert asked(own_home, "SELECT count(DISTINCT ad_id) FROM mart_watch_hits") == asked(own_home, every, phone)
    outcome = Outcome(published=True)
    _look_at_watch_list(own_home, outcome)
    assert outcome.watch_hits == {"2026-114": ads}
    assert outcome.exit_code == 1
    assert "entry 2 (case 2026-114) ended on" in outcome.failed[0]
    monkeypatch.setenv("GAINING_GROUND_HOME", str(own_home))
    monkeypatch.setenv("DAGSTER_HOME", str(own_home / "dagster"))
    shown = CliRunner().invoke(app, ["watch", "--json"])
    assert shown.exit_code == 1
    assert json.loads(shown.stdout)["hits"] == {"2026-114": ads}
    listed.write_text(yaml.safe_dump([entry(phone, today)]), encoding="utf-8")
    assert CliRunner().invoke(app, ["watch"]).exit_code == 0


def test_without_a_list_nothing_is_said(filled: Path) -> None:
    outcome = Outcome(published=True)
    _look_at_watch_list(filled, outcome)
    assert (outcome.watch_hits, outcome.failed, outcome.exit_code) == ({}, [], 0)
