"""A simulated world: operators with lives over days, and the ads that are live in a city on a day.

`World(seed).ads(city, day)` is a pure function: the same seed gives the same ads in every process. Classes are
mixed so that no single trait tells them apart: independents tour and screen, duos and agencies name several people,
and some rings write like everybody else. It serves to show that the machinery works, not how well it works in the
field.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from sandbox import wording
from sandbox.geography import SimulatedCity, cities

#: Operators a city for each class; tourers and rings belong to no city and move between them.
LOCAL = {"independent": 95, "duo": 6, "agency": 3, "massage": 6, "classified": 20, "spam": 1}
MOVING = {"tourer": 10, "ring": 4}
POSTINGS = {"agency": 5, "massage": 2, "spam": 14, "ring": 4}
EPOCH = date(2024, 1, 1)


@dataclass(frozen=True)
class Operator:
    """Who writes ads: a class, a way of writing, and the identifiers that are really its own."""

    operator_id: str
    kind: str
    home: str
    names: tuple[str, ...]
    phones: tuple[str, ...]
    email: str | None
    hourly: int
    habits: frozenset[str]


@dataclass(frozen=True)
class Ad:
    """One ad as the site shows it, with its operator for the truth alone."""

    number: int
    operator: Operator
    city: str
    posted: date
    minute: int
    title: str
    body: str
    category: str
    place: str
    age: int | None
    price: str | None
    phone: str | None
    email: str | None
    images: tuple[str, ...]
    true_phone: str


class World:
    """Everything that is simulated for a seed."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._written: dict[tuple[str, int, date, str], Ad] = {}

    def dice(self, *what: object) -> random.Random:
        """A generator of its own for each thing, so that nothing depends on the order of asking."""
        text = "\n".join(str(part) for part in (self.seed, *what))
        return random.Random(hashlib.sha256(text.encode()).digest())

    @cached_property
    def operators(self) -> list[Operator]:
        """Every operator of the world, in a stable order."""
        found = [
            self._operator(kind, f"{kind}-{slug}-{place}", slug)
            for slug in cities()
            for kind, count in LOCAL.items()
            for place in range(count)
        ]
        slugs = list(cities())
        found += [
            self._operator(kind, f"{kind}-{place}", slugs[place % len(slugs)])
            for kind, count in MOVING.items()
            for place in range(count)
        ]
        return found

    def ads(self, city: str, day: date) -> list[Ad]:
        """The ads live in a city on a day, newest first."""
        found = [ad for operator in self.operators for ad in self._live(operator, cities()[city], day)]
        return sorted(found, key=lambda ad: (ad.posted, ad.minute, ad.number), reverse=True)

    def _operator(self, kind: str, operator_id: str, home: str) -> Operator:
        dice = self.dice("operator", operator_id)
        people = {"ring": dice.randint(3, 5), "agency": 5, "duo": 2, "spam": 8}.get(kind, 1)
        names = tuple(dice.sample(wording.NAMES, people))
        phones = tuple(self._phone(dice, home) for _ in range({"ring": 2, "spam": 6}.get(kind, 1)))
        return Operator(
            operator_id=operator_id,
            kind=kind,
            home=home,
            names=names,
            phones=phones,
            email=f"{names[0].lower()}{dice.randrange(10_000)}@example.org" if dice.random() < 0.3 else None,
            hourly=dice.choice((100, 120, 140, 150, 160, 180, 200, 220, 250, 300)),
            habits=frozenset(self._habits(dice, kind)),
        )

    @staticmethod
    def _habits(dice: random.Random, kind: str) -> Iterator[str]:
        usual = {"obscure": 0.12, "trust": 0.3, "youth": 0.1, "screen": 0.3, "restrict": 0.3, "spanish": 0.08}
        raised = {
            "ring": {
                "obscure": 0.8,
                "trust": 0.75,
                "youth": 0.6,
                "several": 0.8,
                "third": 0.6,
                "screen": 0.05,
            },
            "tourer": {"move": 0.8, "screen": 0.6, "trust": 0.4},
            "duo": {"several": 0.9, "trust": 0.4},
            "agency": {"several": 0.9, "third": 0.5, "trust": 0.5},
        }.get(kind, {})
        for habit, share in {**usual, "move": 0.1, "several": 0.0, "third": 0.05, **raised}.items():
            if dice.random() < share:
                yield habit

    def _phone(self, dice: random.Random, city: str) -> str:
        return f"{dice.choice(cities()[city].area_codes)}555{dice.randrange(10_000):04d}"

    def _where(self, operator: Operator, day: date) -> str:
        """The city in which an operator is on a day; who moves changes the city every nine to fifteen days."""
        if operator.kind not in MOVING:
            return operator.home
        pace = self.dice("pace", operator.operator_id).randint(9, 15)
        leg = (day - EPOCH).days // pace
        route = list(cities())
        self.dice("route", operator.operator_id).shuffle(route)
        return route[leg % min(len(route), 4)]

    def _live(self, operator: Operator, city: SimulatedCity, day: date) -> Iterator[Ad]:
        """The operator's ads that are live: each posting slot holds an ad for three to ten days, then a new one."""
        if operator.kind not in MOVING and operator.home != city.slug:
            return
        for slot in range(POSTINGS.get(operator.kind, 1)):
            dice = self.dice("slot", operator.operator_id, slot)
            life, shift = dice.randint(3, 10), dice.randrange(10)
            turn = ((day - EPOCH).days + shift) // life
            posted = max(EPOCH, EPOCH + timedelta(days=turn * life - shift))
            rests = self.dice("rest", operator.operator_id, slot, turn).random() < 0.15
            if not rests and self._where(operator, posted) == city.slug:
                key = (operator.operator_id, slot, posted, city.slug)
                if key not in self._written:
                    self._written[key] = self._write(operator, city, posted, slot)
                yield self._written[key]

    def _write(self, operator: Operator, city: SimulatedCity, posted: date, slot: int) -> Ad:
        identity = (operator.operator_id, slot, posted.isoformat(), city.slug)
        dice = self.dice("ad", *identity)
        digits = operator.phones[slot % len(operator.phones)]
        obscured = "obscure" in operator.habits and dice.random() < 0.85
        phone = (wording.obscured_phone if obscured else wording.plain_phone)(dice, digits)
        name = operator.names[slot % len(operator.names)]
        place = dice.choice(city.places)
        title, body = self._text(dice, operator, city, name, phone.text, place)
        number = int.from_bytes(hashlib.sha256(repr((self.seed, identity)).encode()).digest()[:5], "big")
        is_goods = operator.kind == "classified"
        return Ad(
            number=number,
            operator=operator,
            city=city.slug,
            posted=posted,
            minute=dice.randrange(24 * 60),
            title=title,
            body=body,
            category="for sale" if is_goods else "services",
            place=place,
            age=None if is_goods or dice.random() < 0.3 else dice.randint(21, 39),
            price=None if is_goods or dice.random() < 0.5 else f"${operator.hourly}",
            phone=None if obscured or dice.random() < 0.5 else phone.text,
            email=operator.email if dice.random() < 0.5 else None,
            images=tuple(f"{dice.getrandbits(64):016x}" for _ in range(dice.randrange(4))),
            true_phone=f"+1{digits}",
        )

    def _text(
        self, dice: random.Random, operator: Operator, city: SimulatedCity, name: str, phone: str, place: str
    ) -> tuple[str, str]:
        if operator.kind == "classified":
            goods = dice.choice(wording.GOODS)
            return goods, f"{goods}. Collect in {place}. Call {phone}."
        if operator.kind == "spam":
            line = dice.choice(wording.SPAM).format(city=city.slug.replace("_", " "))
            return line, f"{line}\n{dice.choice(wording.COMPANY)}\ncontact {phone}"
        others = [other for other in operator.names if other != name]
        lines = list(self._lines(dice, operator, name, others))
        dice.shuffle(lines)
        if "spanish" in operator.habits:
            spanish = [part.format(name=name, phone=phone, place=place) for part in wording.SPANISH]
            return f"{name} en {place}", "\n".join([*spanish, wording.price(dice, operator.hourly)])
        lines.append(wording.price(dice, operator.hourly))
        lines.append(f"{place}. Call {phone}")
        title = f"{name} - {dice.choice(wording.OPENERS)}" if dice.random() < 0.6 else dice.choice(wording.OPENERS)
        return title, "\n".join([f"I'm {name}." if not others else f"Call me {name}.", *lines])

    @staticmethod
    def _lines(dice: random.Random, operator: Operator, name: str, others: list[str]) -> Iterator[str]:
        yield dice.choice(wording.COMPANY)
        said = {
            "trust": wording.TRUST,
            "youth": wording.YOUTH,
            "move": wording.MOVEMENT,
            "screen": wording.SCREENING,
            "restrict": wording.RESTRICTIONS,
            "third": wording.THIRD,
        }
        for habit, phrases in said.items():
            if habit in operator.habits and dice.random() < 0.85:
                yield dice.choice(phrases)
        if "several" in operator.habits and others and dice.random() < 0.85:
            yield dice.choice(wording.SEVERAL).format(name=name, other=dice.choice(others))
        if operator.kind == "massage":
            yield dice.choice(wording.MASSAGE)
        if operator.kind == "agency":
            yield dice.choice(wording.AGENCY)
