"""Who advertises: operators drawn by class and profile, their phones, their reach and their time in the market.

A class chooses a profile and a profile chooses everything that can be seen (population.yml), so twins are equal to
rings by construction and the oracle (oracle.py) is exact.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from sandbox.chance import Chance, Ints, Shares, pick
from sandbox.geography import area_codes, cities, foreign_area_codes

#: Raised when the same seed gives other ads than before; frozen before rules are tuned on it.
VERSION = 3
PHONES = ("one", "hub", "few", "each", "rotating", "pool")
MOVES = ("home", "tour", "circuit", "everywhere")
TEXTS = ("own", "each", "popular", "anew")
REGISTERS = ("services", "agency", "massage", "spam", "scam", "drugs", "labour", "goods")
HABITS = (
    "obscure", "trust", "youth", "third", "plural", "several", "unrestricted", "restrict", "screen", "movement",
    "venue",
)  # fmt: skip
LANGUAGES = ("en", "es", "fr")
LANGUAGE_SHARES = (0.74, 0.20, 0.06)
#: Line numbers of operators; above them stand the numbers of hotels and switchboards, and above those the decoys.
OPERATOR_LINES, HUB_LINES = 9_500, 9_600
#: Days that operators may arrive before the first day that is looked at.
LEAD_IN = 200
TWIN = "twin"
#: Operators who come for an event are numbered from here, and how many numbers each event has.
VISITORS_FROM, VISITORS_MOST = 30_000_000, 1_000_000


class NumbersExhausted(ValueError):
    """More phones are wanted than there are."""


@dataclass(frozen=True)
class Parameters:
    """The shares of a market, as in population.yml; `shares` are (class, share) pairs that differ from it.

    Raises ValueError for a class that does not exist and for shares that leave nobody.
    """

    prevalence: float = 0.01
    silent: float = 0.30
    twins: float = 0.0005
    level: str = "hard"
    shares: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        known = list(tables()["classes"])
        for name, share in self.shares:
            if name not in known:
                raise ValueError(f"{name}: no such class; give one of {', '.join(known)}")
            if not 0 <= share < float("inf"):
                raise ValueError(f"{name}={share}: give a share from 0")
        if not sum(self.of_classes().values()):
            raise ValueError("no class has a share; leave one above 0")
        if self.prevalence + self.twins > 1:
            raise ValueError(f"{self.prevalence:g} rings and {self.twins:g} twins are more than everybody; lower one")

    def of_classes(self) -> dict[str, float]:
        """The share of each class that is neither ring nor twin; they are scaled to fill the rest."""
        return {name: kind["share"] for name, kind in tables()["classes"].items()} | dict(self.shares)


@cache
def tables() -> dict[str, Any]:
    """population.yml as it stands."""
    found: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "population.yml").read_text(encoding="utf-8"))
    return found


@cache
def profiles() -> tuple[str, ...]:
    """The names of the profiles; an operator's profile is an index into them."""
    return tuple(tables()["profiles"])


@cache
def mixture(parameters: Parameters) -> tuple[tuple[str, int, float], ...]:
    """Every (class, profile, share of operators) there is; the shares add up to 1."""
    known, place = tables(), {name: at for at, name in enumerate(profiles())}
    rest = 1 - parameters.prevalence - parameters.twins
    shares = parameters.of_classes()
    total = sum(shares.values())
    solo = known["classes"]["independent"]["profiles"]
    found = [
        (name, place[profile], rest * shares[name] / total * share)
        for name, kind in known["classes"].items()
        for profile, share in kind["profiles"].items()
    ]
    for ring, share in known["rings"].items():
        visible, silent = parameters.prevalence * share, parameters.silent
        found.append((ring, place[ring], visible * (1 - silent)))
        found += [(ring, place[profile], visible * silent * part) for profile, part in solo.items()]
        found.append((TWIN, place[ring], parameters.twins * share))
    return tuple(found)


def column(name: str, end: int | None = None) -> Ints:
    """A setting of every profile, by profile index; `end` takes one end of a range."""
    values = [tables()["profiles"][profile][name] for profile in profiles()]
    return np.asarray([value if end is None else value[end] for value in values], dtype=np.int64)


def choice(name: str, known: tuple[str, ...]) -> Ints:
    """A setting by name of every profile, as its index in what is known."""
    return np.asarray([known.index(tables()["profiles"][profile][name]) for profile in profiles()], dtype=np.int64)


@dataclass(frozen=True)
class Operators:
    """A block of operators, one row each: numpy columns of one length."""

    index: Ints
    class_name: np.ndarray[Any, Any]
    profile: Ints
    city: Ints
    language: Ints
    people: Ints
    phones: Ints
    phone_from: Ints
    slots: Ints
    templates: Ints
    sites: Ints
    hourly: Ints
    habits: np.ndarray[Any, Any]
    reach: np.ndarray[Any, Any]
    phone_style: Ints
    arrives: Ints
    leaves: Ints
    numbers: np.ndarray[Any, Any]

    def __len__(self) -> int:
        return len(self.index)


@dataclass
class Population:
    """Operators of a seed in their order; `block` continues where the last one ended.

    `first` and `last` are the days (numbered from 1970) between which the market is looked at.
    """

    chance: Chance
    first: int
    last: int
    parameters: Parameters = field(default_factory=Parameters)
    used: dict[int, int] = field(default_factory=dict)
    done: int = 0

    def block(self, count: int) -> Operators:
        """The next `count` operators; what they are does not depend on how blocks are cut."""
        index = np.arange(self.done, self.done + count, dtype=np.int64)
        self.done += count
        entry = self._entries(index)
        profile = np.asarray([row[1] for row in mixture(self.parameters)], dtype=np.int64)[entry]
        names = np.asarray([row[0] for row in mixture(self.parameters)])[entry]
        return self._made(index, names, profile, index % len(cities()), *self._stay(index))

    def visitors(self, number: int, those: range, city: int, first: int, last: int) -> Operators:
        """Some of the operators who come for the event of a number: in one city, on some days from first to last."""
        index = VISITORS_FROM + number * VISITORS_MOST + np.arange(those.start, those.stop, dtype=np.int64)
        arrives = self.chance.between(first, (first + last) // 2, "visitor arrives", index)
        leaves = np.minimum(arrives + self.chance.between(3, 7, "visitor stays", index), last)
        profile = np.full(len(index), profiles().index("visiting"), dtype=np.int64)
        return self._made(index, np.full(len(index), "touring"), profile, np.full(len(index), city), arrives, leaves)

    def _made(
        self, index: Ints, names: np.ndarray[Any, Any], profile: Ints, city: Ints, arrives: Ints, leaves: Ints
    ) -> Operators:
        chance = self.chance
        people = chance.between(column("people", 0)[profile], column("people", 1)[profile], "people", index)
        phones = self._phone_counts(profile, people, index)
        hourly = chance.between(column("price", 0)[profile] // 10, column("price", 1)[profile] // 10, "hourly", index)
        return Operators(
            index=index,
            class_name=names,
            profile=profile,
            city=city,
            language=chance.one_of(LANGUAGE_SHARES, "language", index),
            people=people,
            phones=phones,
            phone_from=np.cumsum(phones) - phones,
            slots=chance.between(column("slots", 0)[profile], column("slots", 1)[profile], "slots", index),
            templates=chance.between(
                column("templates", 0)[profile], column("templates", 1)[profile], "templates", index
            ),
            sites=self._by_profile("sites", profile, index) + 1,
            hourly=hourly * 10,
            habits=self._habits(profile, index),
            reach=self._reach(profile, index),
            phone_style=chance.bits("phone style", index).astype(np.int64) & 0x7FFFFFFF,
            arrives=arrives,
            leaves=leaves,
            numbers=self._numbers(city, profile, phones, index),
        )

    def _entries(self, index: Ints) -> Ints:
        """Rows of the mixture. A golden-ratio sequence keeps the shares even in small worlds, rare classes included."""
        start = float(self.chance.share("class", 0)[0])
        at: Shares = np.mod(start + index * 0.6180339887498949, 1.0)
        return pick([row[2] for row in mixture(self.parameters)], at)

    def _by_profile(self, name: str, profile: Ints, index: Ints) -> Ints:
        weights = np.asarray([tables()["profiles"][entry][name] for entry in profiles()], dtype=np.float64)
        bounds = np.cumsum(weights, axis=1)[profile]
        return np.asarray(
            (self.chance.share(name, index)[:, None] >= bounds).sum(axis=1).clip(max=weights.shape[1] - 1)
        )

    def _habits(self, profile: Ints, index: Ints) -> np.ndarray[Any, Any]:
        shares = np.asarray([[tables()["profiles"][entry]["habits"][name] for name in HABITS] for entry in profiles()])
        drawn = np.stack([self.chance.share(f"habit {name}", index) for name in HABITS], axis=1)
        return np.asarray(drawn < shares[profile])

    def _reach(self, profile: Ints, index: Ints) -> np.ndarray[Any, Any]:
        kinds = ("email", "handle", "url")
        shares = np.asarray([[tables()["profiles"][entry]["reach"][name] for name in kinds] for entry in profiles()])
        drawn = np.stack([self.chance.share(f"reach {name}", index) for name in kinds], axis=1)
        return np.asarray(drawn < shares[profile])

    def _stay(self, index: Ints) -> tuple[Ints, Ints]:
        arrives = self.chance.between(self.first - LEAD_IN, self.last, "arrives", index)
        tail = -70.0 * np.log1p(-self.chance.share("stays", index))
        stays = np.where(self.chance.share("settled", index) < 0.2, 10 + 3 * tail, 10 + tail)
        return arrives, arrives + stays.astype(np.int64)

    def _phone_counts(self, profile: Ints, people: Ints, index: Ints) -> Ints:
        kind = choice("phones", PHONES)[profile]
        few = self.chance.between(1, 2, "few phones", index)
        rotating = self.chance.between(3, 6, "rotating phones", index)
        pool = self.chance.between(3, 8, "pool of phones", index)
        return np.choose(kind, [np.ones_like(people), np.ones_like(people), few, people, rotating, pool])

    def _numbers(self, city: Ints, profile: Ints, phones: Ints, index: Ints) -> np.ndarray[Any, Any]:
        """Ten digits as a whole number for each phone of the block; no two operators share one but in hubs."""
        owner = np.repeat(np.arange(len(index)), phones)
        place = np.arange(len(owner)) - np.repeat(np.cumsum(phones) - phones, phones)
        home, key = city[owner], index[owner]
        local = self.chance.share("local phone", key, place) < 0.85
        numbers = np.zeros(len(owner), dtype=np.int64)
        for at, codes in enumerate(area_codes()):
            mine = np.flatnonzero(local & (home == at))
            rank = self._take(at, len(mine))
            fits = rank < len(codes) * OPERATOR_LINES
            numbers[mine[fits]] = self._number(np.asarray(codes), rank[fits])
            local[mine[~fits]] = False
        others = np.flatnonzero(~local)
        numbers[others] = self._number(np.asarray(foreign_area_codes()), self._take(-1, len(others)))
        hubs = np.flatnonzero((choice("phones", PHONES) == PHONES.index("hub"))[profile[owner]])
        first_codes = np.asarray([codes[0] for codes in area_codes()])
        line = OPERATOR_LINES + self.chance.below(6, "hub", key[hubs])
        numbers[hubs] = first_codes[home[hubs]] * 10_000_000 + 5_550_000 + line
        return numbers

    def _take(self, pool: int, count: int) -> Ints:
        start = self.used.get(pool, 0)
        self.used[pool] = start + count
        return np.arange(start, start + count, dtype=np.int64)

    def _number(self, codes: Ints, rank: Ints) -> Ints:
        """The rank-th number of some area codes, each used once; raises ValueError when all are taken."""
        line, code = rank // len(codes), codes[rank % len(codes)]
        if len(line) and line[-1] >= OPERATOR_LINES:
            raise NumbersExhausted("all numbers of the 555 exchange are taken; write fewer ads, or over more days")
        shift = self.chance.below(OPERATOR_LINES, "first line", code)
        # 3,517 shares no factor with 9,500, so every line comes once.
        return code * 10_000_000 + 5_550_000 + (line * 3_517 + shift) % OPERATOR_LINES
