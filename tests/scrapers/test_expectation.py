"""A site that changed its layout still answers 200; the market's own past tells."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from scrapers.ad import AdRecord, Rejection
from scrapers.catalog import market
from scrapers.expectation import Coverage, collapse
from scrapers.partition import MANIFEST, partition_folder

MARKET, DAY = market("atlanta.pinelist"), date(2026, 3, 10)


def past(home: Path, *crawls: tuple[int, dict[str, float]]) -> None:
    for ago, (listed, coverage) in enumerate(reversed(crawls), start=1):
        folder = partition_folder(home, MARKET.name, DAY - timedelta(days=ago))
        folder.mkdir(parents=True)
        manifest = {"listed": listed, "coverage": coverage, "ended_at": "2026-03-01T00:00:00", "is_sandbox": True}
        (folder / MANIFEST).write_text(json.dumps(manifest))


def coverage(pages: int = 50, **missing: int) -> Coverage:
    """Fifty pages that have every field, but for so many of each."""
    found = Coverage(pages, pages)
    found.fields.update({name: pages - missing.get(name, 0) for name in MARKET.source.ad.fields})
    return found


FULL = dict.fromkeys(MARKET.source.ad.fields, 1.0)


def test_a_usual_crawl_passes(tmp_path: Path) -> None:
    past(tmp_path, (100, FULL), (90, FULL), (110, FULL))
    assert collapse(tmp_path, MARKET, DAY, 80, coverage(price=20)) is None


def test_a_yield_that_collapsed_does_not(tmp_path: Path) -> None:
    past(tmp_path, (100, FULL), (90, FULL), (110, FULL))
    assert "30 ads listed where 100 are usual" in str(collapse(tmp_path, MARKET, DAY, 30, coverage()))


def test_a_first_crawl_is_held_to_what_the_yaml_states(tmp_path: Path) -> None:
    assert "posted_at on 0%" in str(collapse(tmp_path, MARKET, DAY, 30, coverage(posted_at=50)))
    assert collapse(tmp_path, MARKET, DAY, 30, coverage(phone=50)) is None


def test_a_field_that_collapsed_against_the_past_does_not_pass(tmp_path: Path) -> None:
    """Whatever the YAML states: the site used to have it."""
    past(tmp_path, (100, FULL), (100, FULL), (100, FULL))
    assert "phone on 4%" in str(collapse(tmp_path, MARKET, DAY, 100, coverage(phone=48)))


def test_two_crawls_are_not_enough_of_a_past_and_ten_pages_not_enough_of_a_crawl(tmp_path: Path) -> None:
    past(tmp_path, (1000, FULL), (1000, FULL))
    assert collapse(tmp_path, MARKET, DAY, 30, coverage(phone=50)) is None
    past(tmp_path / "more", (1000, FULL), (1000, FULL), (1000, FULL))
    assert collapse(tmp_path / "more", MARKET, DAY, 900, coverage(pages=10, phone=10)) is None


@pytest.mark.parametrize("is_record", [True, False])
def test_coverage_is_a_share_of_pages_looked_at(is_record: bool) -> None:
    found = Coverage()
    record = AdRecord(
        source="pinelist", city="atlanta", url="http://a.test/1", captured_at=datetime(2026, 3, 1), title="T", body="b"
    )
    found.add(record if is_record else Rejection(field="title", reason="missing"))
    assert found.shares(["title", "phone"]) == {"title": float(is_record), "phone": 0.0}
