"""Circuits: moves between cities are counted in order and in aggregate; cycles are seen; nobody is named."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from assets.marts import mart_circuits
from assets.marts.mart_circuits import build, moves_of
from assets.promise import read_promise

FIRST = date(2026, 3, 1)


def stays(*rows: tuple[str, str, int, int]) -> pl.DataFrame:
    """Advertiser, city, first and last day as days from the first of March."""
    return pl.DataFrame(
        [(who, city, FIRST + timedelta(days=a), FIRST + timedelta(days=b)) for who, city, a, b in rows],
        schema={"advertiser_id": pl.String, "city": pl.String, "first_day": pl.Date, "last_day": pl.Date},
        orient="row",
    ).with_columns(pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over("advertiser_id").alias("sequence"))


def pairs(frame: pl.DataFrame) -> dict[tuple[str, str], tuple[float, ...]]:
    return {(row[0], row[1]): row[2:] for row in build(frame).iter_rows()}


def test_a_move_is_to_the_next_city_within_a_fortnight() -> None:
    found = pairs(
        stays(
            ("a", "atlanta", 0, 4), ("a", "houston", 6, 9),
            ("b", "atlanta", 0, 2), ("b", "houston", 16, 20),
            ("c", "atlanta", 0, 2), ("c", "houston", 17, 20),
        )
    )  # fmt: skip
    assert found == {("atlanta", "houston"): (2, 2, 0, 4.0, 8.0)}, "fourteen days are a move, fifteen are none"


def test_order_matters_and_a_return_closes_a_cycle() -> None:
    found = pairs(
        stays(
            ("a", "atlanta", 0, 4), ("a", "houston", 6, 9), ("a", "miami", 11, 13), ("a", "atlanta", 15, 18),
        )
    )  # fmt: skip
    assert {pair: row[2] for pair, row in found.items()} == {
        ("atlanta", "houston"): 0,
        ("houston", "miami"): 0,
        ("miami", "atlanta"): 1,
    }


def test_a_cycle_is_of_one_journey() -> None:
    """Back in a city half a year later is another journey."""
    found = moves_of(
        stays(
            ("a", "atlanta", 0, 4), ("a", "houston", 6, 9), ("a", "miami", 200, 203), ("a", "atlanta", 205, 208),
        )
    )  # fmt: skip
    assert found["journey"].to_list() == [1, 2]
    assert not found["closes_cycle"].any()


def test_the_same_city_again_is_no_move() -> None:
    assert pairs(stays(("a", "miami", 0, 2), ("a", "miami", 10, 12))) == {}


def test_being_in_two_cities_at_once_has_nothing_between() -> None:
    assert pairs(stays(("a", "atlanta", 0, 9), ("a", "miami", 4, 6))) == {("atlanta", "miami"): (1, 1, 0, 10.0, 0.0)}


def test_another_order_of_the_rows_gives_the_same() -> None:
    frame = stays(*[(f"a{n % 7}", ("atlanta", "houston", "miami")[(n * 5) % 3], 3 * n, 3 * n + 2) for n in range(60)])
    assert build(frame).equals(build(frame.sample(fraction=1.0, shuffle=True, seed=3)))


def test_nobody_is_named_and_no_stays_are_no_circuits() -> None:
    from pathlib import Path

    promise = read_promise(Path(mart_circuits.__file__).with_suffix(".yml"))
    assert build(stays(("a", "atlanta", 0, 4), ("a", "houston", 6, 9))).columns == list(promise.columns)
    assert not any("_id" in name for name in promise.columns)
    assert build(stays()).columns == list(promise.columns)
