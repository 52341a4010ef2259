"""Every draw is a hash of seed, purpose and keys: the same for one and for many, in any order."""

from __future__ import annotations

import numpy as np
import pytest

from sandbox.chance import Chance, mix, pick

KEYS = np.arange(20_000)


def test_the_mixing_function_is_the_published_one() -> None:
    """The first outputs of SplitMix64 for the seed 0, as its authors give them."""
    step = 0x9E3779B97F4A7C15
    states = np.asarray([0, step, 2 * step % 2**64], dtype=np.uint64)
    assert [hex(int(value)) for value in mix(states)] == [
        "0xe220a8397b1dcdaf",
        "0x6e789e6aa1b965f4",
        "0x6c45d188009454f",
    ]


def test_a_draw_depends_on_its_keys_and_on_nothing_else() -> None:
    whole = Chance(1).share("x", KEYS, 7)
    assert (whole[100:200] == Chance(1).share("x", KEYS[100:200], 7)).all()
    assert whole[5] == Chance(1).share("x", 5, 7)[0]
    for other in (Chance(2).share("x", KEYS, 7), Chance(1).share("y", KEYS, 7), Chance(1).share("x", KEYS, 8)):
        assert abs(np.corrcoef(whole, other)[0, 1]) < 0.03


def test_shares_are_uniform() -> None:
    counts, _ = np.histogram(Chance(3).share("u", KEYS), bins=20, range=(0, 1))
    expected = len(KEYS) / 20
    # Chi-square with 19 degrees of freedom: above 43.8 once in a thousand.
    assert ((counts - expected) ** 2 / expected).sum() < 43.8


@pytest.mark.parametrize("bound", [1, 2, 7, 1000])
def test_whole_numbers_stay_below_their_bound(bound: int) -> None:
    drawn = Chance(1).below(bound, "b", KEYS)
    assert set(np.unique(drawn)) <= set(range(bound))
    assert drawn.max() == bound - 1


def test_a_bound_of_nothing_gives_nothing() -> None:
    assert not Chance(1).below(0, "b", KEYS).any()


def test_weights_are_kept() -> None:
    drawn = Chance(1).one_of([1, 0, 3], "w", KEYS)
    assert np.allclose(np.bincount(drawn, minlength=3) / len(KEYS), [0.25, 0, 0.75], atol=0.02)
    assert pick([1.0], np.asarray([0.0, 0.999999])).tolist() == [0, 0]
