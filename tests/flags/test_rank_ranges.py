"""The range of a rank over a thousand weightings: the same whatever the order, wide only where the points decide."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from assets.flags.rank_ranges import rank_ranges


def ranges(points: dict[str, dict[str, int]]) -> dict[str, tuple[int, int]]:
    rows = [(one, rule, value) for one, rules in points.items() for rule, value in rules.items()]
    frame = pl.DataFrame(rows, schema=["advertiser_id", "rule_id", "points"], orient="row")
    found = rank_ranges(frame)
    return {row[0]: row[1:] for row in found.iter_rows()}


def test_who_has_more_of_the_same_is_ahead_under_every_weighting() -> None:
    found = ranges({"most": {"p/a": 4, "p/b": 4}, "more": {"p/a": 4}, "least": {"p/a": 2}})
    assert found == {"most": (1, 1), "more": (2, 2), "least": (3, 3)}


def test_a_rank_that_hangs_on_the_weights_has_a_range() -> None:
    found = ranges({"one": {"p/a": 4}, "other": {"p/b": 4}, "last": {"p/a": 1}})
    assert found["one"] == found["other"] == (1, 2)
    assert found["last"] == (3, 3)


def test_equals_share_the_best_rank() -> None:
    assert set(ranges({"a": {"p/a": 3}, "b": {"p/a": 3}}).values()) == {(1, 1)}


def test_the_order_of_rows_and_other_leads_rules_change_nothing() -> None:
    generator = np.random.default_rng(1)
    rows = [(f"a{one}", f"p/r{rule}", int(generator.integers(1, 6))) for one in range(50) for rule in range(6)]
    frame = pl.DataFrame(rows, schema=["advertiser_id", "rule_id", "points"], orient="row")
    found = rank_ranges(frame)
    assert found.equals(rank_ranges(frame.sample(fraction=1.0, shuffle=True, seed=2)))
    with_last = pl.concat(
        [
            frame,
            frame.head(1).with_columns(
                advertiser_id=pl.lit("z"), rule_id=pl.lit("p/other"), points=pl.lit(0, pl.Int64)
            ),
        ]
    )
    assert found.equals(rank_ranges(with_last).filter(pl.col("advertiser_id") != "z"))


def test_no_leads_no_ranges() -> None:
    empty = pl.DataFrame(schema={"advertiser_id": pl.String, "rule_id": pl.String, "points": pl.Int32})
    assert rank_ranges(empty).height == 0


def test_each_of_ten_thousand_leads_has_a_range_within_them() -> None:
    generator = np.random.default_rng(1)
    of, rules = 10_000, 20
    frame = pl.DataFrame(
        {
            "advertiser_id": [f"a{n:05d}" for n in range(of) for _ in range(4)],
            "rule_id": [f"p/r{rule}" for rule in generator.integers(0, rules, of * 4)],
            "points": generator.integers(1, 6, of * 4),
        }
    ).unique(["advertiser_id", "rule_id"])
    found = rank_ranges(frame)
    assert found.height == of
    assert found.filter((pl.col("rank_low") < 1) | (pl.col("rank_low") > pl.col("rank_high"))).is_empty()
    assert found["rank_high"].max() == of


@pytest.mark.parametrize("wrong", [{"a": {"p/a": -3}, "b": {"p/a": 3}}])
def test_counter_evidence_ranks_last(wrong: dict[str, dict[str, int]]) -> None:
    assert ranges(wrong) == {"a": (2, 2), "b": (1, 1)}
