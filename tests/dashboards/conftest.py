"""A small finished database, with hostile text in every field that can hold text."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from assets.dashboards.site import SiteNotice, build_site
from assets.model import models
from assets.publish.database import meta_models

HOSTILE = "</script><script>alert('x')</script><img src=x onerror=alert(1)>\u2028{{7*7}}"
DAY = date(2026, 3, 1)


@pytest.fixture
def database() -> duckdb.DuckDBPyConnection:
    """Two cities: one with a gap in its days, one that never landed."""
    connection = duckdb.connect()
    for model in [*models(), *meta_models()]:
        columns = ", ".join(f"{name} {column.type}" for name, column in model.promise.columns.items())
        connection.execute(f"CREATE TABLE {model.name} ({columns})")

    def add(table: str, **row: object) -> None:
        connection.execute(
            f"INSERT INTO {table} BY NAME SELECT {', '.join(f'? AS {n}' for n in row)}", list(row.values())
        )

    for back in (0, 1, 4):
        add(
            "mart_city_days", city="atlanta", day=DAY - timedelta(days=back), ads=100 + back, new_ads=5, advertisers=50,
            new_advertisers=3, flagged=20, expected=90.0, low=80.0, high=99.0, is_complete=True,
        )  # fmt: skip
    for city, last in (("atlanta", DAY), ("miami", None)):
        add(
            "meta_sources", market=f"{city}.pinelist", city=city, city_name=city.title(), state="State", source="pinelist",
            is_sandbox=True, last_day=last, last_captured_at=datetime(2026, 3, 1, 12) if last else None, ads=10,
            is_stale=last is None, set_aside=None if last else f"2026-03-01 raw_ads: {HOSTILE}",
        )  # fmt: skip
    add(
        "meta_rules", rule_id="trafficking/some_rule", pack="trafficking", title=f"A rule {HOSTILE}", why=HOSTILE,
        source=f"Somebody 2020 {HOSTILE}", concept_grade="A", measure_grade="untested", direction="for", family="presentation",
        points=3, subject="ad", is_protected=False, reviewed_by="nobody", text="SELECT 1", sha256="0" * 64,
    )  # fmt: skip
    add("mart_city_rules", city="atlanta", day=DAY, rule_id="trafficking/some_rule", ads=7, advertisers=4)
    add(
        "mart_leads", lead_id="l0000000000000001", pack="trafficking", advertiser_id="a1", operation="unclear", priority=1,
        score=9, families=3, cities="atlanta,miami", city="atlanta", first_day=DAY, last_day=DAY, ads=4, status="queued",
    )  # fmt: skip
    add(
        "mart_lead_reasons", lead_id="l0000000000000001", rule_id="trafficking/some_rule", family="presentation", grade="A",
        direction="for", points=9, ads=4, quote=f"before {HOSTILE} «{HOSTILE}» after",
    )  # fmt: skip
    for back, share in ((0, 0.1), (1, 0.8)):
        add(
            "mart_coverage", source="pinelist", day=DAY - timedelta(days=back), origin="site", field="phone", ads=50,
            filled=int(50 * share), share=share, expected=0.8, low=0.6, shortfall=max(0.6 - share, 0),
        )  # fmt: skip
    add(
        "meta_checks", run_id="0123456789", table_name="stg_ads", expectation="e", column_name="c", passed=True,
        severity="error", unexpected=0, note="n", checked_at=datetime(2026, 3, 1),
    )  # fmt: skip
    return connection


@pytest.fixture
def site(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> Path:
    """The pages of that database."""
    notice = SiteNotice("20260301T120000Z-abc", datetime(2026, 3, 1, 12), simulated=True)
    build_site(database, tmp_path / "site", notice, tmp_path.parent)
    return tmp_path / "site"
