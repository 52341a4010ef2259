"""When advertisers became one: told from ads and links alone, the elder's name stays."""

from __future__ import annotations

import numpy as np
import polars as pl

from assets.entities.merges import merges


def told(days: list[int], *rows: tuple[int, int, str]) -> list[tuple[object, ...]]:
    links = pl.DataFrame(rows, schema={"a": pl.UInt32, "b": pl.UInt32, "reason": pl.String}, orient="row")
    return merges(links, np.array(days)).rows()


def test_an_ad_that_joins_on_its_first_day_is_no_merge() -> None:
    assert told([1, 2, 2], (0, 1, "same phone"), (0, 2, "same phone")) == []


def test_an_ad_that_shows_two_phones_joins_their_advertisers() -> None:
    assert told([1, 2, 3], (0, 2, "same phone"), (1, 2, "same email")) == [(1, 0, 3, 1, 2, "same email")]


def test_the_elder_name_stays_through_several_merges() -> None:
    days = [1, 1, 1, 5, 9]
    found = told(days, (1, 3, "same phone"), (2, 3, "same phone"), (0, 4, "same phone"), (2, 4, "same phone"))
    assert [row[:3] for row in found] == [(2, 1, 5), (1, 0, 9)]


def test_advertisers_that_begin_together_do_not_merge() -> None:
    assert told([3, 3, 3], (0, 1, "same phone"), (1, 2, "same phone")) == []


def test_a_name_goes_once() -> None:
    rng = np.random.default_rng(1)
    days = np.sort(rng.integers(0, 20, 300))
    pairs = np.sort(rng.integers(0, 300, (400, 2)), axis=1)
    found = told(days.tolist(), *((int(a), int(b), "same phone") for a, b in pairs if a != b))
    gone = [row[0] for row in found]
    assert len(gone) == len(set(gone)) > 20
    assert all(row[1] < row[0] for row in found)
