"""Who advertises: shares are kept, phones are nobody else's, and twins are equal to rings in all that can be seen."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields, replace
from typing import Any

import numpy as np
import phonenumbers
import pytest

from sandbox import ads
from sandbox.chance import Chance
from sandbox.lives import postings
from sandbox.population import Operators, Parameters, Population, mixture, profiles, tables
from sandbox.writing import write

DAYS = (20_000, 20_060)


def block(count: int = 20_000, seed: int = 1, **parameters: Any) -> Operators:
    return Population(Chance(seed), *DAYS, Parameters(**parameters)).block(count)


def test_most_of_the_market_works_alone_and_rings_are_as_rare_as_was_asked() -> None:
    for prevalence in (0.001, 0.01, 0.03):
        kinds = Counter(block(prevalence=prevalence).class_name.tolist())
        rings = sum(count for kind, count in kinds.items() if kind.startswith("ring_"))
        assert kinds["independent"] > 0.55 * kinds.total()
        assert rings / kinds.total() == pytest.approx(prevalence, rel=0.15)


def test_shares_of_classes_are_parameters() -> None:
    usual, other = Counter(block().class_name.tolist()), Counter(block(shares=(("agency", 0.3),)).class_name.tolist())
    assert usual["agency"] / usual.total() == pytest.approx(0.025, rel=0.1)
    assert other["agency"] / other.total() == pytest.approx(0.3 / 1.275, rel=0.05)
    none = Counter(block(shares=(("spam", 0.0),)).class_name.tolist())
    assert none["spam"] == 0


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"shares": (("agencies", 0.1),)}, "agencies: no such class; give one of independent, touring"),
        ({"shares": (("agency", -0.1),)}, "agency=-0.1: give a share from 0"),
        ({"shares": (("agency", float("nan")),)}, "give a share from 0"),
        ({"shares": tuple((name, 0.0) for name in tables()["classes"])}, "no class has a share; leave one above 0"),
        ({"prevalence": 0.6, "twins": 0.5}, "more than everybody; lower one"),
    ],
)
def test_shares_that_make_no_market_are_refused(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Parameters(**wrong)


def test_about_a_third_of_rings_are_seen_as_independents_are() -> None:
    found = block(prevalence=0.03)
    rings = np.char.startswith(found.class_name.astype(str), "ring_")
    silent = [not profiles()[profile].startswith("ring_") for profile in found.profile[rings]]
    assert np.mean(silent) == pytest.approx(0.30, abs=0.04)


def test_each_kind_of_ring_has_a_benign_twin_with_the_same_profile() -> None:
    """A profile decides all that can be seen, so nothing but the class can differ."""
    twins = {profile for name, profile, share in mixture(Parameters()) if name == "twin" and share > 0}
    assert twins == {profiles().index(ring) for ring in tables()["rings"]}
    assert sum(share for _, _, share in mixture(Parameters(prevalence=0.02))) == pytest.approx(1.0)


def test_blocks_may_be_cut_anywhere() -> None:
    whole = block(3_000)
    population = Population(Chance(1), *DAYS)
    parts = [population.block(count) for count in (1, 999, 2_000)]
    for field in fields(Operators):
        if field.name == "phone_from":
            continue  # where a block's own numbers begin
        joined = np.concatenate([getattr(part, field.name) for part in parts])
        assert (joined == getattr(whole, field.name)).all(), field.name


def test_every_phone_is_of_the_555_exchange_and_no_two_operators_share_one() -> None:
    found = block(30_000)
    shared = np.asarray([tables()["profiles"][name]["phones"] == "hub" for name in profiles()])
    owner = np.repeat(np.arange(len(found)), found.phones)
    own = found.numbers[~shared[found.profile[owner]]]
    assert len(np.unique(own)) == len(own) > 30_000
    assert set((found.numbers // 10_000) % 1000) == {555}
    for number in found.numbers[:200]:
        parsed = phonenumbers.PhoneNumber(country_code=1, national_number=int(number))
        assert phonenumbers.is_valid_number(parsed)


def test_a_hotels_phone_is_shared_by_people_of_one_city() -> None:
    found = block(30_000)
    hub = np.asarray([profiles()[profile] == "solo_shared_phone" for profile in found.profile])
    numbers = found.numbers[found.phone_from[hub]]
    assert 5 < len(np.unique(numbers)) <= 30
    cities = {number: set(found.city[hub][numbers == number]) for number in np.unique(numbers)}
    assert all(len(there) == 1 for there in cities.values())


def test_the_numbers_that_there_are_can_run_out_and_that_is_said() -> None:
    population = Population(Chance(1), *DAYS)
    population.used[-1] = 345 * 9_500
    with pytest.raises(ValueError, match="write fewer ads"):
        population.block(1_000)


def test_nothing_that_is_written_or_posted_depends_on_the_class() -> None:
    """The same operators, called something else: not one sign of an ad differs, so a twin is a ring to every eye."""
    operators = block(1_500, prevalence=0.1)
    others = replace(operators, class_name=operators.class_name[::-1])
    shown = []
    for these in (operators, others):
        posted = postings(Chance(1), these, *DAYS)
        shown.append(ads.shown(Chance(1), these, posted, write(Chance(1), these, posted, "hard")))
    assert shown[0].equals(shown[1])
    assert (operators.class_name != others.class_name).any()
