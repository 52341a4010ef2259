"""A simulated world: everything that five cities' markets show between two days, and - apart - what is behind it.

`World(seed).ads(city, source, day)` is a pure function: the same seed gives the same ads in every process. It serves
to show that the machinery works, not how well it works in the field.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import polars as pl

from sandbox import ads
from sandbox.chance import Chance
from sandbox.events import ARRIVE_BEFORE, Event, calendar
from sandbox.geography import cities
from sandbox.lives import Postings, postings
from sandbox.population import LEAD_IN, Operators, Parameters, Population
from sandbox.writing import Texts, write

EPOCH = date(1970, 1, 1)
#: The day a world is born on when nobody says another.
BORN = date(2026, 3, 1)
#: Days before and after its birth in which a world has a market.
BEFORE, AFTER = 60, 400
#: Operators in a city at one time, about, and the mean days of a stay (population.py), for the number to draw.
CONCURRENT, MEAN_STAY = 125, 108
#: Operators that are written at once: memory is bounded by it.
BLOCK = 8_000


@dataclass(frozen=True)
class Ad:
    """One ad as a site shows it. `posted` is by the city's own clock."""

    number: int
    version: int
    city: str
    source: str
    first: date
    posted: Any
    title: str
    body: str
    category: str
    place: str
    age: int | None
    price: str | None
    phone: str | None
    email: str | None
    images: tuple[str, ...]


@dataclass(frozen=True)
class Block:
    """Some operators, their postings and texts: what truth is made of."""

    operators: Operators
    posted: Postings
    texts: Texts


def day_number(day: date) -> int:
    """Days since 1970."""
    return (day - EPOCH).days


@dataclass
class World:
    """Everything that is simulated for a seed, from 60 days before its birth to 400 days after it."""

    seed: int
    born: date = BORN
    concurrent: int = CONCURRENT
    parameters: Parameters = field(default_factory=Parameters)
    _days: dict[date, pl.DataFrame] = field(default_factory=dict, repr=False)

    @property
    def chance(self) -> Chance:
        """Its draws."""
        return Chance(self.seed)

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """What happens in its cities."""
        return calendar(self.born)

    @cached_property
    def operators(self) -> list[Operators]:
        """Everybody who ever advertises: residents in one block, then the visitors of each event."""
        first, last = (day_number(self.born) + days for days in (-BEFORE, AFTER))
        population = Population(self.chance, first, last, self.parameters)
        drawn = self.concurrent * len(cities()) * (BEFORE + AFTER + LEAD_IN) // MEAN_STAY
        return [population.block(drawn), *visitors(population, self.events, self.concurrent)]

    def blocks(self, first: date, last: date) -> Iterator[Block]:
        """What is shown between two days, both included."""
        for operators in self.operators:
            posted = postings(self.chance, operators, day_number(first), day_number(last))
            if len(posted):
                yield Block(operators, posted, write(self.chance, operators, posted, self.parameters.level))

    def between(self, first: date, last: date) -> pl.DataFrame:
        """Every version of an ad shown between two days (columns: sandbox/ads.py), newest posting first."""
        frames = [
            ads.shown(self.chance, block.operators, block.posted, block.texts) for block in self.blocks(first, last)
        ]
        return pl.concat(frames).sort("posted", "number", "version", descending=[True, True, False])

    def ads(self, city: str, source: str, day: date) -> list[Ad]:
        """The ads that a market shows on a day, newest first."""
        if day not in self._days:
            self._days = {day: self.between(day, day)}
        rows = self._days[day].filter(city=city, source=source).drop("end").iter_rows(named=True)
        return [Ad(**{**row, "images": tuple(row["images"])}) for row in rows]


def visitors(population: Population, events: tuple[Event, ...], concurrent: int) -> Iterator[Operators]:
    """Those who come for the events that draw anybody, in blocks."""
    for number, event in enumerate(events):
        count = round(event.effect * concurrent)
        place = list(cities()).index(event.city)
        first, last = day_number(event.first) - ARRIVE_BEFORE, day_number(event.last) + 1
        for begins in range(0, count, BLOCK):
            those = range(begins, min(begins + BLOCK, count))
            yield population.visitors(number, those, place, first, last)
