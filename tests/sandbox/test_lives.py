"""What operators do over days: ads expire, are edited and come again; some stay, some travel, some are everywhere."""

from __future__ import annotations

import numpy as np
import pytest

from sandbox.chance import Chance
from sandbox.lives import Postings, postings
from sandbox.population import Operators, Population, profiles

FIRST, LAST = 20_000, 20_060
CHANCE = Chance(1)


@pytest.fixture(scope="module")
def market() -> tuple[Operators, Postings]:
    operators = Population(CHANCE, FIRST, LAST).block(12_000)
    return operators, postings(CHANCE, operators, FIRST, LAST)


def of(market: tuple[Operators, Postings], *names: str) -> Postings:
    operators, posted = market
    wanted = [profiles().index(name) for name in names]
    return posted.take(np.isin(operators.profile[posted.owner], wanted))


def test_any_span_of_days_can_be_asked_for_alone(market: tuple[Operators, Postings]) -> None:
    operators, whole = market
    day = FIRST + 30
    alone = postings(CHANCE, operators, day, day)
    shown = whole.take((whole.first <= day) & (whole.end > day))
    for name in ("key", "version", "city", "site", "number", "template", "first", "end"):
        assert (getattr(alone, name) == getattr(shown, name)).all(), name


def test_ads_expire_and_are_posted_again_with_the_same_text(market: tuple[Operators, Postings]) -> None:
    posted = of(market, "solo")
    assert (posted.end > posted.first).all()
    assert np.median(posted.end - posted.posted) < 20
    pairs = set(zip(posted.owner, posted.template, posted.turn, strict=True))
    again = [(owner, template, turn + 1) in pairs for owner, template, turn in pairs]
    assert np.mean(again) > 0.3


def test_an_edited_ad_keeps_its_posting_and_its_versions_meet(market: tuple[Operators, Postings]) -> None:
    _, posted = market
    edited = posted.take(posted.version == 1)
    assert 0.02 < len(edited) / len(posted) < 0.15
    ends = {
        int(key): end for key, end in zip(posted.key[posted.version == 0], posted.end[posted.version == 0], strict=True)
    }
    met = [ends[int(key)] == first for key, first in zip(edited.key, edited.first, strict=True) if int(key) in ends]
    assert len(met) > 100
    assert all(met)


def test_who_is_at_home_stays_and_who_is_on_a_circuit_comes_back(market: tuple[Operators, Postings]) -> None:
    operators, _ = market
    home = of(market, "solo", "ring_house")
    assert (home.city == operators.city[home.owner]).all()
    circuit = of(market, "ring_circuit")
    visits = [
        circuit.city[circuit.owner == owner][np.argsort(circuit.leg[circuit.owner == owner], kind="stable")]
        for owner in np.unique(circuit.owner)
    ]
    places = [len(set(cities)) for cities in visits]
    assert max(places) >= 3
    returns = [len(set(cities)) < 1 + np.count_nonzero(np.diff(cities)) for cities in visits if len(set(cities)) >= 3]
    assert any(returns)


def test_who_travels_takes_ads_down_when_leaving(market: tuple[Operators, Postings]) -> None:
    """Nobody on a journey is in two cities on one day."""
    posted = of(market, "touring")
    for owner in np.unique(posted.owner)[:200]:
        mine = posted.take(posted.owner == owner)
        for day in range(FIRST, LAST):
            there = mine.city[(mine.first <= day) & (mine.end > day)]
            assert len(set(there)) <= 1


def test_spam_is_in_many_cities_on_one_day(market: tuple[Operators, Postings]) -> None:
    posted = of(market, "spam")
    day = posted.take((posted.first <= FIRST + 30) & (posted.end > FIRST + 30))
    assert max(len(set(day.city[day.owner == owner])) for owner in np.unique(day.owner)) >= 3


def test_rings_write_one_text_for_several_people_and_careful_independents_one_for_each_name(
    market: tuple[Operators, Postings],
) -> None:
    def people_of_a_text(posted: Postings) -> list[int]:
        return [len(set(posted.person[posted.template == template])) for template in np.unique(posted.template)]

    assert max(people_of_a_text(of(market, "ring_house", "ring_writer"))) >= 3
    assert set(people_of_a_text(of(market, "solo_obscuring", "touring"))) == {1}


def test_popular_texts_are_copied_by_unrelated_people(market: tuple[Operators, Postings]) -> None:
    posted = of(market, "solo_copying")
    shared = posted.take(posted.is_shared_text)
    assert max(len(set(shared.owner[shared.template == template])) for template in np.unique(shared.template)) > 10


def test_hours_tell_nothing(market: tuple[Operators, Postings]) -> None:
    rings, solos = of(market, "ring_house", "ring_writer", "ring_rotating", "ring_circuit"), of(market, "solo")
    one = np.histogram(rings.minute, bins=6, range=(0, 1440), density=True)[0]
    other = np.histogram(solos.minute, bins=6, range=(0, 1440), density=True)[0]
    assert np.abs(one - other).max() < 0.35 * other.max()
