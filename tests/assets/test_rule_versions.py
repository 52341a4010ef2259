"""No version of a rule is lost: a lead of last year was made by the rules of last year."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from assets import rule_versions
from assets.rule_versions import in_use, keep_versions, versions_frame

FIRST, SECOND, THIRD = date(2026, 3, 1), date(2026, 3, 5), date(2026, 3, 9)
VENUE = "trafficking/venue"


def points(frame: pl.DataFrame, changed: int) -> pl.DataFrame:
    """The rules with other points, and so another hash, for one of them."""
    mine = pl.col("rule_id") == VENUE
    return frame.with_columns(
        points=pl.when(mine).then(changed).otherwise("points").cast(pl.Int32),
        sha256=pl.when(mine).then(pl.lit(str(changed) * 64)).otherwise("sha256"),
    )


def test_each_version_is_kept_with_its_days_and_its_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = rule_versions.rules_frame()
    assert keep_versions(tmp_path, FIRST) == len(rules) + 1
    assert keep_versions(tmp_path, FIRST) == 0, "nothing changed"
    monkeypatch.setattr(rule_versions, "rules_frame", lambda: points(rules, 1))
    assert keep_versions(tmp_path, SECOND) == 1
    monkeypatch.setattr(rule_versions, "rules_frame", lambda: rules.filter(pl.col("rule_id") != VENUE))
    monkeypatch.setattr(rule_versions, "scores", lambda: {"rule_id": "scores", "text": "otherwise", "sha256": "f" * 64})
    assert keep_versions(tmp_path, THIRD) == 2
    kept = versions_frame(tmp_path)
    assert kept.filter(rule_id=VENUE).select("version", "first_day", "last_day", "points").rows() == [
        (1, FIRST, SECOND, 0),
        (2, SECOND, THIRD, 1),
    ]
    assert in_use(kept, date(2026, 3, 6)).filter(rule_id=VENUE)["points"].to_list() == [1]
    assert VENUE not in set(in_use(kept, THIRD)["rule_id"])
    assert in_use(kept, THIRD).filter(rule_id="scores")["text"].to_list() == ["otherwise"]
    assert in_use(kept, date(2026, 2, 28)).is_empty()
    assert kept.filter(pl.col("rule_id") != "scores")["text"].is_null().sum() == 0
    monkeypatch.setattr(rule_versions, "rules_frame", lambda: rules)
    keep_versions(tmp_path, THIRD)
    assert versions_frame(tmp_path).filter(rule_id=VENUE)["version"].to_list() == [1, 2, 3], (
        "back as it was, after a time without"
    )
