"""A publish keeps what cannot be made again: the versions of the rules, and how the leads stood."""

from __future__ import annotations

import stat

import duckdb
import polars as pl

from assets.lead_history import kept_days, leads_before, leads_on
from assets.rule import rules
from assets.rule_versions import SCORES, versions_frame
from tests.conftest import Refreshed


def test_a_publish_keeps_every_version_and_shows_it(refreshed: Refreshed) -> None:
    kept = versions_frame(refreshed.home)
    assert set(kept["rule_id"]) == {SCORES, *(rule.rule_id for rule in rules())}
    assert kept["version"].unique().to_list() == [1]
    with duckdb.connect(str(refreshed.build / "investigator.duckdb"), read_only=True) as connection:
        shown = connection.sql("SELECT rule_id, version, sha256 FROM meta_rule_versions").pl()
        current = connection.sql("SELECT rule_id, version, sha256 FROM meta_rules").pl()
    columns = ["rule_id", "version", "sha256"]
    assert shown.sort(columns).rows() == kept.select(columns).sort(columns).rows()
    assert current.sort(columns).rows() == kept.filter(pl.col("rule_id") != SCORES).select(columns).sort(columns).rows()


def test_a_publish_keeps_how_the_leads_stood(refreshed: Refreshed) -> None:
    with duckdb.connect(str(refreshed.home / "work" / "warehouse.duckdb"), read_only=True) as connection:
        leads = connection.execute("SELECT lead_id, score, ads FROM mart_leads ORDER BY lead_id").fetchall()
        newest = connection.execute("SELECT max(day) FROM stg_ads").fetchall()[0][0]
        changes = connection.execute("SELECT DISTINCT change, since, standing FROM mart_lead_changes").fetchall()
    assert leads
    assert kept_days(refreshed.home) == [newest]
    assert leads_on(refreshed.home, newest).select("lead_id", "score", "ads").rows() == leads
    assert leads_before(refreshed.home, newest).is_empty()
    assert changes == [("new", None, "open")]


def test_records_are_their_owners(refreshed: Refreshed) -> None:
    for path in (refreshed.home / "records").rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
