"""Precision from labels: a drawn item stands for those it was drawn from, and few items make a wide interval."""

from __future__ import annotations

from datetime import datetime

import polars as pl
import pytest

from assets.draws import SCHEMA as DRAWS
from assets.labels import SCHEMA as LABELS
from assets.marts.intervals import weighted, wilson
from assets.marts.mart_label_precision import READS, build

ADVERTISERS, LEADS = 104, 4


def name(n: int) -> str:
    return f"{n:016x}"


def label(n: int, value: str, day: int = 1, kind: str = "opinion") -> tuple:
    return (n, f"l{name(n)}", "p", name(n), kind, value, datetime(2026, 3, day), None)


def made(labels: list[tuple], drawn: dict[int, float]) -> dict[tuple[str, str, str], dict]:
    """A hundred and four advertisers, of which the first four are leads; rule p/a on even ones, p/b on all."""
    leads = pl.DataFrame(
        [
            {"lead_id": f"l{name(n)}", "pack": "p", "advertiser_id": f"a{name(n)}", "priority": n + 1}
            for n in range(LEADS)
        ]
    )
    scores = [
        {"advertiser_id": f"a{name(n)}", "pack": "p", "rule_id": rule, "direction": "for"}
        for n in range(ADVERTISERS)
        for rule in ("p/a", "p/b")
        if rule == "p/b" or n % 2 == 0
    ]
    ads = [{"advertiser_id": f"a{name(n)}", "ad_id": f"{name(n)}{'0' * 48}"} for n in range(ADVERTISERS)]
    draws = [(f"l{name(n)}", "p", name(n), "below", chance) for n, chance in drawn.items()]
    found = build(
        leads,
        pl.DataFrame(scores),
        pl.DataFrame(ads),
        pl.DataFrame(labels, schema=LABELS, orient="row").select(READS["run_labels"]),
        pl.DataFrame(draws, schema=DRAWS, orient="row").select(READS["run_draws"]),
    )
    return {(row["kind"], row["measure"], row["name"]): row for row in found.iter_rows(named=True)}


def test_no_labels_no_figures() -> None:
    assert made([], {}) == {}


def test_leads_stand_for_themselves_and_the_last_label_counts() -> None:
    labels = [label(0, "confirmed"), label(1, "confirmed"), label(1, "dismissed", 2), label(2, "confirmed")]
    found = made([*labels, label(3, "confirmed", kind="outcome")], {})
    row = found["opinion", "leads", "all"]
    assert (row["labelled"], row["confirmed"], row["share"], row["effective"]) == (3, 2, pytest.approx(2 / 3), 3)
    assert (row["low"], row["high"]) == pytest.approx(wilson(2, 3))
    assert found["opinion", "rule", "p/a"]["share"] == 1
    assert found["outcome", "leads", "all"]["labelled"] == 1
    assert found["opinion", "first", "10"]["labelled"] == 3


def test_a_drawn_item_stands_for_those_it_was_drawn_from() -> None:
    """Four leads are right, and one of two drawn from the other hundred: the rule that all show is right in 54 of 104."""
    labels = [*(label(n, "confirmed") for n in range(4)), label(10, "confirmed"), label(11, "dismissed")]
    found = made(labels, {10: 0.02, 11: 0.02})
    row = found["opinion", "rule", "p/b"]
    assert row["share"] == pytest.approx(54 / 104)
    assert row["effective"] == pytest.approx(104**2 / (4 + 2 * 50**2))
    assert row["high"] - row["low"] > 0.5, "two items cannot say much of a hundred"
    assert found["opinion", "below", "all"]["share"] == 0.5
    assert found["opinion", "leads", "all"]["share"] == 1


def test_items_drawn_with_other_probabilities_weigh_otherwise() -> None:
    found = made([label(10, "confirmed"), label(11, "dismissed")], {10: 0.04, 11: 0.01})
    assert found["opinion", "below", "all"]["share"] == pytest.approx(0.2)


def test_an_item_below_the_threshold_that_no_draw_gave_says_nothing_of_the_others() -> None:
    assert made([label(10, "confirmed")], {}) == {}


def test_equal_weights_are_plain_counting() -> None:
    share = weighted([True, True, False, False, False], [7.0] * 5)
    assert share is not None
    assert (share.share, share.effective) == (pytest.approx(0.4), pytest.approx(5))
    assert (share.low, share.high) == pytest.approx(wilson(2, 5))
    assert weighted([], []) is None
