"""What a city's page counts anew for a period: rules that go together, and templates."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from assets.dashboards.pages.city import rates
from assets.dashboards.periods import met, pairs, since, uses
from assets.dashboards.published import QUERIES, Published
from assets.dashboards.series import DAYS_SHOWN
from tests.dashboards.conftest import DAY, RULE, Tables

FIRST = date(2026, 2, 27)
MET = pl.DataFrame(
    [
        {"advertiser_id": who, "rule_id": rule, "title": rule.title(), "day": FIRST + timedelta(days=day)}
        for who, rule, day in [("x", "a", 0), ("x", "b", 2), ("y", "a", 1), ("y", "b", 1), ("z", "a", 3), ("z", "a", 4)]
    ]
)


def test_an_advertiser_meets_two_rules_on_different_days_and_is_one() -> None:
    first, second = pairs(MET, 8)
    assert (first["rule_id"], first["advertisers"], second["advertisers"]) == ("a", 3, 2)
    assert first["cells"][1]["advertisers"] == 2
    assert (first["cells"][0], second["cells"][0]["share"]) == (None, 1.0)


def test_the_days_of_an_advertiser_hold_the_rules_as_bits_and_no_name() -> None:
    """x met the first rule (1) on the first day and the second (2) two days later; y both (3) on one day."""
    assert met(MET, ["a", "b"], FIRST) == [[0, 1, 2, 2], [1, 3], [3, 1, 4, 1]]


@pytest.mark.parametrize("query", ["advertiser_rule_days", "city_template_days"])
def test_what_is_counted_anew_is_asked_for_the_days_that_a_page_shows(query: str) -> None:
    """Years of history cost a page what two months do."""
    assert f"> newest.day - INTERVAL {DAYS_SHOWN} DAY" in (QUERIES / f"{query}.sql").read_text(encoding="utf-8")


def test_a_template_has_a_list_an_advertiser_and_a_day_an_ad() -> None:
    """Ads of nobody in particular are a list too."""
    rows = pl.DataFrame(
        [
            {"template_id": "t", "advertiser_id": who, "day": FIRST + timedelta(days=day), "ads": ads}
            for who, day, ads in [("x", 0, 2), ("x", 3, 1), (None, 1, 1)]
        ]
    )
    assert uses(rows, FIRST) == {"t": [[0, 0, 3], [1]]}


def test_the_days_before_those_shown_do_not_count() -> None:
    assert since(MET, FIRST + timedelta(days=3)).height == 2
    assert since(MET, None).height == MET.height


def test_a_day_on_which_nobody_meets_a_rule_counts_in_its_mean(tables: Tables) -> None:
    """7 and 6 and 3 of 100, 101 and 104 live ads; on one more day 50 ads were live and none met it."""
    tables.add("mart_city_days", city="atlanta", day=DAY - timedelta(days=2), ads=50)
    (found,) = rates(Published(tables.connection).where("rule_days", city="atlanta", rule_id=RULE))
    assert (found["ads"], found["live"]) == (7 + 6 + 3, 100 + 101 + 104 + 50)
