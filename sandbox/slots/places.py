"""Parts of a city and its name, as the gazetteer has them."""

from __future__ import annotations

from functools import cache

import numpy as np

from sandbox.chance import Chance, Ints, Keys
from sandbox.geography import cities
from sandbox.slots.rendered import Pool, Rendered

STRAYS = 0.2


@cache
def _gazetteer() -> tuple[Pool, tuple[int, ...]]:
    pool = Pool()
    return pool, tuple(pool.add(city.places) for city in cities().values())


@cache
def _cities() -> tuple[Pool, int]:
    pool = Pool()
    return pool, pool.add([city.name for city in cities().values()])


def render(chance: Chance, operator: Ints, city: Ints, key: Keys) -> Rendered:
    """Write a part of the city: the one that the operator keeps to, mostly."""
    pool, first = _gazetteer()
    count = np.asarray([len(entry.places) for entry in cities().values()])[city]
    usual = chance.below(count, "place", operator, city)
    strays = chance.share("place strays", key) < STRAYS
    index = np.asarray(first)[city] + np.where(strays, chance.below(count, "stray", key), usual)
    return Rendered(pool.gather(index), pool.lengths(index))


def render_city(city: Ints) -> Rendered:
    """Write the city's name."""
    pool, first = _cities()
    return Rendered(pool.gather(first + city), pool.lengths(first + city))
