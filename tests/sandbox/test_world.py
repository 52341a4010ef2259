"""The simulated world: the same seed gives the same ads everywhere, and one event of three has an effect."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta

import polars as pl
import pytest

from sandbox.world import World
from tests.conftest import ROOT

DAY = date(2026, 3, 1)
WORLD = World(1)


def test_the_same_seed_gives_the_same_ads_in_every_process() -> None:
    code = (
        "from sandbox.world import World; from datetime import date; import hashlib;"
        "print(hashlib.sha256(repr(World(7).ads('miami', 'cardway', date(2026, 3, 1))).encode()).hexdigest())"
    )
    prints = {
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("0", "1")
    }
    assert len(prints) == 1
    assert World(7).ads("miami", "cardway", DAY) == World(7).ads("miami", "cardway", DAY)
    assert World(8).ads("miami", "cardway", DAY)[0].body != World(7).ads("miami", "cardway", DAY)[0].body


def test_ads_live_for_some_days_and_keep_their_number_and_text() -> None:
    days = [WORLD.between(day, day).filter(version=0) for day in (DAY, DAY + timedelta(days=1))]
    both = days[0].join(days[1], on="number")
    assert 0.6 * days[0].height < both.height < days[0].height
    assert (both["body"] == both["body_right"]).all()


def test_each_market_has_ads_on_every_day() -> None:
    for back in (60, 30, 0):
        day = DAY - timedelta(days=back)
        counts = WORLD.between(day, day).group_by("city", "source").len()
        assert counts.height == 15
        assert counts["len"].min() >= 15


def test_numbers_name_one_posting() -> None:
    ads = WORLD.between(DAY - timedelta(days=60), DAY)
    assert not ads.select(pl.struct("number", "version").is_duplicated().any()).item()


def test_the_super_bowl_draws_visitors_and_the_other_events_nobody() -> None:
    for event in WORLD.events:
        during = WORLD.between(event.last, event.last).filter(city=event.city).height
        before = event.last - timedelta(days=14)
        usual = WORLD.between(before, before).filter(city=event.city).height
        expected = 1.5 if event.effect else 0.8
        assert during / usual > expected
        assert during / usual < (3.0 if event.effect else 1.3)


def test_events_end_early_enough_for_the_days_after_them() -> None:
    for born in (DAY + timedelta(days=shift) for shift in range(7)):
        for event in World(1, born).events:
            assert event.first <= event.last <= born - timedelta(days=10)
            assert event.first >= born - timedelta(days=30)


@pytest.mark.parametrize("field", ["title", "body", "place", "city", "source", "category", "posted"])
def test_nothing_is_missing(field: str) -> None:
    assert WORLD.between(DAY, DAY)[field].null_count() == 0
