"""A small finished database in which every text that nobody sets otherwise is hostile."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from assets.dashboards.page import SiteNotice
from assets.dashboards.site import build_site
from assets.model import models
from assets.promise import Promise
from assets.publish.database import TIER, meta_models
from assets.publish.tiers import TIERS, tier_models
from tests.dashboards.hostile import HOSTILE

DAY = date(2026, 3, 1)
MONDAY, MONTH = date(2026, 2, 16), date(2026, 2, 1)
LEAD, ADVERTISER, AD, RULE = "l0000000000000001", "a0000000000000001", "0" * 64, "trafficking/some_rule"
SECOND = "trafficking/second_rule"
EVENT, TEMPLATE = "fair", "t0000000000000001"
OTHER_RULE, PROTECTED = "opioids/other_rule", "trafficking/stated"
NOTICE = SiteNotice("20260301T120000Z-abc", datetime(2026, 3, 1, 12), simulated=True)
#: What a column holds that a test does not set: a text is hostile.
_USUAL: dict[str, Any] = {
    "VARCHAR": HOSTILE,
    "INTEGER": 1,
    "BIGINT": 1,
    "DOUBLE": 0.5,
    "BOOLEAN": False,
    "DATE": DAY,
    "TIMESTAMP": datetime(2026, 3, 1, 12),
    "VARCHAR[]": [HOSTILE],
    "INTEGER[]": [1],
}


class Tables:
    """A database with every promised table of a tier, to which rows are added."""

    def __init__(self, tier: str = TIER) -> None:
        self.connection = duckdb.connect()
        found = models() if tier == TIER else tier_models(tier)
        self.promises: dict[str, Promise] = {model.name: model.promise for model in [*found, *meta_models()]}
        for name, promise in self.promises.items():
            columns = ", ".join(f'"{column}" {promised.type}' for column, promised in promise.columns.items())
            self.connection.execute(f"CREATE TABLE {name} ({columns})")

    def add(self, table: str, **row: Any) -> None:
        """Add a row; what is not given is as usual, and a text hostile."""
        columns = self.promises[table].columns
        assert set(row) <= set(columns), f"{table} promises no {set(row) - set(columns)}"
        values = {name: row.get(name, _USUAL[column.type]) for name, column in columns.items()}
        names = ", ".join(f'"{name}"' for name in values)
        marks = ", ".join("?" for _ in values)
        self.connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(values.values()))


@pytest.fixture
def tables() -> Tables:
    """A database of one's own, to be changed."""
    return make()


def make() -> Tables:
    """Two cities: one with a lead and a gap in its days, one that never landed."""
    tables = Tables()
    _cities(tables)
    _rules(tables)
    _lead(tables)
    for back, share, shortfall in ((0, 0.1, 0.5), (1, 0.8, 0.0)):
        day = DAY - timedelta(days=back)
        tables.add(
            "mart_coverage", source="pinelist", day=day, origin="site", share=share, expected=0.8, shortfall=shortfall
        )
    tables.add("meta_checks", table_name="stg_ads", passed=True, severity="error")
    tables.add("meta_checks", table_name="stg_people", passed=False, severity="warning")
    tables.add("meta_runs", is_simulated=True)
    return tables


def _cities(tables: Tables) -> None:
    for back in (0, 1, 4):
        day = DAY - timedelta(days=back)
        tables.add(
            "mart_city_days",
            city="atlanta",
            day=day,
            ads=100 + back,
            new_ads=5,
            advertisers=50,
            flagged=20,
            is_complete=True,
        )
        tables.add("mart_city_rules", city="atlanta", day=day, rule_id=RULE, ads=7 - back, advertisers=4)
        tables.add("meta_crawls", market="atlanta.pinelist", city="atlanta", source="pinelist", day=day)
    for city, last in (("atlanta", DAY), ("miami", None)):
        tables.add(
            "meta_sources", market=f"{city}.pinelist", city=city, city_name=city.title(), source="pinelist", last_day=last,
            is_stale=last is None,
        )  # fmt: skip
    tables.add("mart_circuits", from_city="atlanta", to_city="miami", advertisers=3)
    _event(tables)


def _event(tables: Tables) -> None:
    """One of a day, with a control and a gap; its protocol was written a week before."""
    event = {"event_id": EVENT, "city": "atlanta", "first_day": DAY, "last_day": DAY}
    nothing = {"ratio": None, "low": None, "high": None}
    tables.add("mart_events", **event, series="ads", verdict="cannot tell", **nothing)
    tables.add("mart_events", **event, series="advertisers", verdict="change", ratio=2.0, low=1.5, high=3.0, q=0.01)
    tables.add("meta_event_protocols", **event, version=2, written_on=DAY - timedelta(days=7), series=["ads"])
    tables.add("meta_event_protocols", **event, version=1, written_on=DAY - timedelta(days=30), series=["ads"])
    for city, back, observed in (("atlanta", 0, 90.0), ("atlanta", 2, 70.0), ("atlanta", 1, None), ("miami", 0, 40.0)):
        tables.add(
            "mart_event_days", event_id=EVENT, series="ads", city=city, day=DAY - timedelta(days=back),
            is_control=city == "miami", observed=observed, expected=60.0, is_counted=observed is not None,
        )  # fmt: skip


def _rules(tables: Tables) -> None:
    """One that people labelled and that groups meet, one of another pack, and one for audits only."""
    grades = {"concept_grade": "A", "measure_grade": "untested", "direction": "for", "family": "presentation"}
    tables.add("meta_rules", rule_id=RULE, pack="trafficking", points=3, **grades)
    tables.add("meta_rules", rule_id=OTHER_RULE, pack="opioids", points=2, **grades)
    tables.add("meta_rules", rule_id=PROTECTED, pack="trafficking", points=0, is_protected=True, **grades)
    tables.add("meta_rule_versions", rule_id=RULE, last_day=None)
    tables.add("mart_label_precision", measure="rule", name=RULE, kind="opinion", low=0.25, high=0.75)
    tables.add("mart_swaps", day=DAY, rule_id=RULE, ads=20, hits=7, hits_swapped=9, changed=2)
    tables.add("mart_fairness", pack="trafficking", grouping="language", name="es", flag_apart=1.0, lead_apart=1.5)
    tables.add("mart_pack_overlap", pack_a="opioids", pack_b="trafficking", advertisers=3)
    tables.add("flag_scores", advertiser_id=ADVERTISER, pack="trafficking", rule_id=RULE, points=3)


def _lead(tables: Tables) -> None:
    tables.add(
        "mart_leads", lead_id=LEAD, pack="trafficking", advertiser_id=ADVERTISER, cities="atlanta,miami", city="atlanta",
        status="queued", score=9, families=3,
    )  # fmt: skip
    tables.add("mart_lead_changes", lead_id=LEAD)
    tables.add("ent_operations", advertiser_id=ADVERTISER)
    quote = f"before {HOSTILE} «{HOSTILE}» after"
    tables.add(
        "mart_lead_reasons",
        lead_id=LEAD,
        rule_id=RULE,
        family="presentation",
        grade="A",
        direction="for",
        points=9,
        quote=quote,
    )
    tables.add("ent_advertiser_ads", advertiser_id=ADVERTISER, ad_id=AD)
    stays = [("atlanta", 9, 6, None), ("miami", 4, 3, "atlanta"), ("atlanta", 1, 0, "miami")]
    for sequence, (city, since, until, before) in enumerate(stays, start=1):
        tables.add(
            "ent_stays", advertiser_id=ADVERTISER, city=city, first_day=DAY - timedelta(days=since),
            last_day=DAY - timedelta(days=until), sequence=sequence, previous_city=before,
        )  # fmt: skip
    tables.add("ent_advertisers", advertiser_id=ADVERTISER)
    tables.add("stg_ads", ad_id=AD, city="atlanta", day=DAY, text=f"{HOSTILE} «»", location="Buckhead")
    for day in (DAY, DAY - timedelta(days=1), DAY - timedelta(days=4)):
        tables.add("stg_sightings", posting_id=HOSTILE, city="atlanta", day=day)
    tables.add("stg_identifiers", ad_id=AD, kind="handle", span_start=3, span_end=10)
    tables.add("mart_watch_hits", entry=2, ad_id=AD, city="atlanta", kind="text", span_start=4, span_end=9)
    tables.add("flag_evidence", rule_id=RULE, subject_kind="ad", subject_id=AD, ad_id=AD, span_start=5, span_end=10_000)
    tables.add("stg_prices", ad_id=AD, day=DAY, amount=200.0, currency="USD", duration_min=60, declared=False)
    tables.add("ent_templates", template_id=TEMPLATE)
    tables.add(
        "ent_template_ads",
        template_id=TEMPLATE,
        ad_id=AD,
        is_medoid=True,
        pieces=[HOSTILE, HOSTILE],
        slot_kinds=[HOSTILE],
    )


def make_weeks() -> Tables:
    """The same with five weeks more in the first city: on each day a new advertiser with an ad, two texts in turn."""
    tables = make()
    tables.add("meta_rules", rule_id=SECOND, pack="trafficking", points=1, title="Second", is_protected=False)
    for text in ("t0000000000000002", "t0000000000000003"):
        tables.add("ent_templates", template_id=text, ads=17, cities=1)
    for back in range(5, 40):
        day, who, ad = DAY - timedelta(days=back), f"a{back:016}", f"{back:064}"
        seen = {"city": "atlanta", "day": day}
        tables.add(
            "mart_city_days", **seen, ads=100 + back % 7, new_ads=5, advertisers=50, flagged=20, is_complete=True
        )
        tables.add("mart_city_rules", **seen, rule_id=RULE, ads=back, advertisers=4)
        tables.add("stg_ads", ad_id=ad, **seen, location="Midtown", posted_at=datetime(2026, 3, 1, 12) - (DAY - day))
        tables.add(
            "stg_prices", ad_id=ad, day=day, amount=100.0 + back, currency="USD", duration_min=60, declared=False
        )
        tables.add("ent_advertiser_ads", advertiser_id=who, ad_id=ad)
        tables.add(
            "ent_stays", advertiser_id=who, city="atlanta", first_day=day, last_day=day, sequence=1, previous_city=None
        )
        tables.add("ent_template_ads", template_id=f"t{2 + back % 2:016}", ad_id=ad, is_medoid=back < 7)
        for rule in [RULE, SECOND][: 1 + back % 2]:
            tables.add("flag_evidence", rule_id=rule, subject_kind="ad", subject_id=ad, ad_id=ad, span_end=None)
    return tables


def make_tier(tier: str) -> Tables:
    """A lower tier's database: one city with seven whole weeks of which one is not told, and a month."""
    tables = Tables(tier)
    for back in (0, 1, 3, 4, 5, 6, 7):
        week = MONDAY - timedelta(weeks=back)
        counts = {"new_advertisers": None, "flagged": 15} if tier == "partner" else {}
        tables.add(f"{tier}_city_weeks", city="atlanta", week=week, ads=100 + 5 * back, advertisers=50, **counts)
    if tier == "partner":
        tables.add("meta_rules", rule_id=RULE, pack="trafficking", is_protected=False, direction="against")
        tables.add("partner_rule_weeks", city="atlanta", week=MONDAY, rule_id=RULE, ads=20, advertisers=10)
        for language, ads in (("en", 90), ("es", 10)):
            tables.add("partner_languages", city="atlanta", month=MONTH, language=language, ads=ads, advertisers=5)
        hours = {"city": "atlanta", "month": MONTH, "advertisers": 5}
        tables.add("partner_hours", part_of_week="weekend", part_of_day="evening", ads=60, **hours)
        tables.add("partner_hours", part_of_week="weekday", part_of_day="morning", ads=20, **hours)
        tables.add("partner_circuits", from_city="atlanta", to_city="miami", month=MONTH, advertisers=5, moves=5)
        tables.add(
            "partner_templates", template_id="t0000000000000001", month=MONTH, slot_kinds="name-phone", advertisers=5
        )
        tables.add(
            "partner_events",
            event_id="marathon",
            city="atlanta",
            series="advertisers",
            verdict="cannot tell",
            observed=40,
            expected=None,
        )
    return tables  # fmt: skip


@pytest.fixture(scope="session")
def tier_sites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sites of the lower tiers, a folder each, looked at by many tests."""
    folder = tmp_path_factory.mktemp("tier_sites")
    for tier in TIERS:
        build_site(make_tier(tier).connection, folder / tier, replace(NOTICE, tier=tier), folder)
    return folder


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of that database, looked at by many tests."""
    folder = tmp_path_factory.mktemp("site")
    build_site(make().connection, folder / "site", NOTICE, folder)
    return folder / "site"


@pytest.fixture(scope="session")
def weeks_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of the database with five weeks more."""
    folder = tmp_path_factory.mktemp("weeks_site")
    build_site(make_weeks().connection, folder / "site", NOTICE, folder)
    return folder / "site"
