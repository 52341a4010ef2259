"""A small warehouse with every kind of row: a queued lead, a lead that waits, and forty who are none."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from assets.publish.database import FILE, LEADS, BuildNote, write_database
from assets.publish.tiers import TIERS, file_of, write_tier
from assets.raw.partitions import partitions_frame
from assets.rule_versions import keep_versions
from assets.warehouse import Warehouse

FIRST, LAST = date(2026, 1, 5), date(2026, 3, 1)
CITIES = ("atlanta", "miami")
ADVERTISERS = 42
QUEUED, WAITING = 0, 1


def digest(*parts: object) -> str:
    return hashlib.sha256("|".join(str(part) for part in parts).encode()).hexdigest()


def advertiser_id(number: int) -> str:
    return "a" + ad_of(number, 0)["ad_id"][:16]


def ad_of(number: int, week: int) -> dict[str, Any]:
    """An advertiser's ad of a week: everything that could tell who it is."""
    day = FIRST + timedelta(days=7 * week + number % 7)
    text = f"Name{number} writes\nunmistakable sentence {number} of week {week} call 404 555 {number:04}"
    title, body = text.split("\n")
    city, url = CITIES[number % 2], f"https://{CITIES[number % 2]}.pinelist.test/ads/{number}-{week}"
    return {
        "ad_id": digest("ad", number, week), "posting_id": digest("posting", number, week), "source": "pinelist", "city": city,
        "market": f"{city}.pinelist", "url": url, "day": day, "captured_at": datetime(day.year, day.month, day.day, 12),
        "title": title, "body": body, "text": text, "language": "en", "is_cut": False, "poster": f"poster{number}",
        "declared_phone": f"(404) 555-{number:04}", "declared_email": f"someone{number}@example.org",
        "declared_price": f"ask for {number}", "location": "Downtown" if number == 3 else f"corner {number}", "page_id": digest("page", number, week),
        "sha256": digest("bytes", number, week), "warc_file": f"{city}.pinelist/{day}/pages.warc.gz", "warc_offset": number,
    }  # fmt: skip


ADS = [(number, week, ad_of(number, week)) for number in range(ADVERTISERS) for week in range(8)]


def phone(number: int) -> str:
    return f"+1404555{number:04}"


def fill(warehouse: Warehouse) -> None:
    for model in warehouse.models.values():
        warehouse._create_if_new(model)

    def add(table: str, **row: Any) -> None:
        marks = ", ".join(f'? AS "{name}"' for name in row)
        warehouse.connection.execute(f"INSERT INTO {table} BY NAME SELECT {marks}", list(row.values()))

    warehouse.connection.execute("BEGIN")
    for number, _week, ad in ADS:
        add("stg_ads", **ad)
        add("stg_captures", **{name: ad[name] for name in ("ad_id", "posting_id", "market", "source", "city", "day", "url", "captured_at", "page_id")})  # fmt: skip
        add(
            "stg_sightings",
            posting_id=ad["posting_id"],
            day=ad["day"],
            source="pinelist",
            city=ad["city"],
            market=ad["market"],
        )
        add("stg_identifiers", ad_id=ad["ad_id"], day=ad["day"], kind="phone", value=phone(number), obfuscated=False, declared=False, span_start=3, span_end=9)  # fmt: skip
        add("stg_people", ad_id=ad["ad_id"], day=ad["day"], name=f"Name{number}", age=None, span_start=0, span_end=5)
        add("ent_advertiser_ads", advertiser_id=advertiser_id(number), ad_id=ad["ad_id"])
        add("flag_hits", rule_id="trafficking/third_person", subject_kind="ad", subject_id=ad["ad_id"], day=ad["day"], strength=1.0, ads=1)  # fmt: skip
        add("flag_ads", ad_id=ad["ad_id"], pack="trafficking", families=3)
        add("flag_evidence", rule_id="trafficking/third_person", subject_kind="ad", subject_id=ad["ad_id"], day=ad["day"], strength=1.0, ad_id=ad["ad_id"], span_start=0, span_end=5)  # fmt: skip
    for number in range(ADVERTISERS):
        ad = ad_of(number, 0)
        add("ent_advertisers", advertiser_id=advertiser_id(number), ads=8, distinct_texts=8, first_day=ad["day"], last_day=LAST, cities=1, phones=1, templates=1)  # fmt: skip
        add("ent_identifiers", kind="phone", value=phone(number), ads=8, advertisers=1, is_hub=False)
        add("ent_stays", advertiser_id=advertiser_id(number), city=ad["city"], first_day=ad["day"], last_day=LAST, ads=8, sequence=1, is_concurrent=False)  # fmt: skip
        add("flag_hits", rule_id="trafficking/many_cities", subject_kind="advertiser", subject_id=advertiser_id(number), day=LAST, strength=1.0, ads=8)  # fmt: skip
        operation, votes = ("spam", 3) if number == 5 else (("independent", "unclear")[number % 2], 2)
        add("ent_operations", advertiser_id=advertiser_id(number), operation=operation, votes=votes, reasons="because", second_operation="independent" if number == 5 else None)  # fmt: skip
        for word in {operation, "independent"} - {"unclear"}:
            add("ent_operation_votes", advertiser_id=advertiser_id(number), operation=word, vote="some_vote", votes=1, reason="because")  # fmt: skip
        template = "t" + ad["ad_id"][:16]
        add("ent_templates", template_id=template, ads=8, pattern=f"unmistakable sentence {number} [phone]", html="", slots=1, slot_kinds=["phone"], compression=0.5, medoid_ad_id=ad["ad_id"], cities=1, first_day=FIRST, last_day=LAST)  # fmt: skip
        add("ent_template_ads", template_id=template, ad_id=ad["ad_id"], similarity=1.0, slot_values=[f"404 555 {number:04}"], slot_starts=[1], slot_ends=[2], is_medoid=True, pieces=[f"unmistakable sentence {number} "])  # fmt: skip
    for number, status in ((QUEUED, "queued"), (WAITING, "waiting")):
        lead = "l" + digest("lead", number)[:16]
        add("mart_leads", lead_id=lead, pack="trafficking", advertiser_id=advertiser_id(number), operation="massage", priority=number + 1, score=9, families=3, rank_low=1, rank_high=2, cities=CITIES[number], city=CITIES[number], first_day=FIRST, last_day=LAST, ads=8, status=status)  # fmt: skip
        add("mart_lead_reasons", lead_id=lead, rule_id="trafficking/third_person", family="presentation", grade="B", direction="for", points=9, ads=8, quote=f"unmistakable «sentence {number}» of")  # fmt: skip
    for city in CITIES:
        for back in range(40):
            add("mart_city_days", city=city, day=LAST - timedelta(days=back), ads=100, new_ads=60, advertisers=20, new_advertisers=1, flagged=3, is_complete=True)  # fmt: skip
    add("state.checks", run_id="r", table_name="stg_ads", expectation="ExpectColumnValuesToNotBeNull", column_name="c", passed=True, severity="error", unexpected=0, note="n", checked_at=datetime(2026, 3, 1))  # fmt: skip
    warehouse.connection.execute("COMMIT")


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with that warehouse."""
    home = tmp_path_factory.mktemp("filled")
    with Warehouse(home) as opened:
        fill(opened)
    return home


@pytest.fixture(scope="session")
def build(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The databases published from it, looked at by many tests; nobody changes them."""
    with opened(filled) as warehouse:
        return publish(warehouse, tmp_path_factory.mktemp("build"))


@pytest.fixture
def own_build(build: Path, tmp_path: Path) -> Path:
    """A copy of the build, to be changed at will."""
    shutil.copytree(build, tmp_path / "own_build")
    return tmp_path / "own_build"


@pytest.fixture
def warehouse(filled: Path, build: Path, tmp_path: Path) -> Iterator[Warehouse]:
    """A copy of the warehouse, with the key of the build, to be changed at will."""
    shutil.copytree(filled, tmp_path / "home")
    with opened(tmp_path / "home") as copy:
        yield copy


@contextmanager
def opened(home: Path) -> Iterator[Warehouse]:
    with Warehouse(home) as warehouse:
        warehouse.give("run_partitions", partitions_frame([], set()))
        yield warehouse


def publish(warehouse: Warehouse, folder: Path, identities: str = LEADS) -> Path:
    """The three databases of a build."""
    folder.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC).replace(tzinfo=None)
    note = BuildNote(
        "r", "b", now, now, "0" * 12, FIRST, LAST, is_simulated=True, ledger_head=None, identities=identities
    )
    keep_versions(warehouse.home, LAST)
    write_database(warehouse, folder / FILE, note)
    for tier in TIERS:
        write_tier(warehouse, tier, folder / file_of(tier))
    return folder
