"""What operators do: where they are, which ads they post, where, when, under which phone, and what becomes of them.

Every posting slot of an operator holds an ad for some days, then the next one; a turn may rest, and an ad may be
edited while it is shown. All of it is drawn by counting, so any span of days can be asked for alone.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Self

import numpy as np

from sandbox.chance import Chance, Ints, Keys
from sandbox.geography import cities
from sandbox.population import MOVES, PHONES, TEXTS, Operators, choice, column

RESTS, EDITED, ONE_OFF = 0.12, 0.08, 0.10
#: Popular texts that unrelated people copy, the first ones most.
POPULAR = 40


@dataclass(frozen=True)
class Postings:
    """Versions of postings, one row each: numpy columns of one length. Days are numbered from 1970.

    `owner` is a row of the block of operators; a version is shown from `first` until the day before `end`; `posted` and
    `minute` are the posting's own; `site` is a place in the city's list of sources; `leg` counts its journeys.
    """

    owner: Ints
    slot: Ints
    turn: Ints
    version: Ints
    city: Ints
    site: Ints
    leg: Ints
    posted: Ints
    minute: Ints
    first: Ints
    end: Ints
    person: Ints
    number: Ints
    template: Keys
    is_shared_text: np.ndarray[Any, Any]
    key: Keys

    def __len__(self) -> int:
        return len(self.owner)

    def take(self, rows: Any) -> Self:
        """The rows of a mask or an index."""
        return type(self)(**{field.name: getattr(self, field.name)[rows] for field in fields(self)})


def postings(chance: Chance, operators: Operators, first: int, last: int) -> Postings:
    """Every version of a posting that is shown between two days, both included, in the order of its operators."""
    owner, slot, turn, begins, life = _turns(chance, operators, first, last)
    index, profile = operators.index[owner], operators.profile[owner]
    key = chance.bits("posting", index, slot, turn)
    city, leg, leg_ends = _places(chance, operators, owner, slot, begins)
    end = np.minimum(np.minimum(begins + life, operators.leaves[owner] + 1), leg_ends)
    kept = (chance.share("rests", key) >= RESTS) & (end > first) & (begins <= last) & (end > begins)
    owner, slot, turn, begins, end, city, leg, key = (
        values[kept] for values in (owner, slot, turn, begins, end, city, leg, key)
    )
    index, profile = index[kept], profile[kept]
    people = operators.people[owner]
    person = (slot + turn * operators.slots[owner]) % people
    template, is_shared = _templates(chance, operators, owner, slot, person, key)
    posted = Postings(
        owner=owner,
        slot=slot,
        turn=turn,
        version=np.zeros_like(owner),
        city=city,
        site=_sites(chance, operators, owner, slot + turn, city),
        leg=leg,
        posted=begins,
        minute=_minutes(chance, index, key),
        first=begins,
        end=end,
        person=person,
        number=operators.numbers[
            operators.phone_from[owner] + _phone(chance, operators, owner, slot, turn, person, key)
        ],
        template=template,
        is_shared_text=is_shared,
        key=key,
    )
    return _with_edits(chance, posted, first, last)


def _turns(chance: Chance, operators: Operators, first: int, last: int) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """Owner, slot, turn, first day and life of every turn that may be shown between the days."""
    owner = np.repeat(np.arange(len(operators)), operators.slots)
    slot = np.arange(len(owner)) - np.repeat(np.cumsum(operators.slots) - operators.slots, operators.slots)
    index, profile = operators.index[owner], operators.profile[owner]
    life = chance.between(column("life", 0)[profile], column("life", 1)[profile], "life", index, slot)
    begins = operators.arrives[owner] + chance.below(life, "first turn", index, slot)
    lowest = np.maximum(0, (first - begins - life) // life + 1)
    highest = (np.minimum(last, operators.leaves[owner]) - begins) // life
    many = np.maximum(0, highest - lowest + 1)
    row = np.repeat(np.arange(len(owner)), many)
    turn = np.arange(len(row)) - np.repeat(np.cumsum(many) - many, many) + lowest[row]
    return owner[row], slot[row], turn, begins[row] + turn * life[row], life[row]


def _places(chance: Chance, operators: Operators, owner: Ints, slot: Ints, day: Ints) -> tuple[Ints, Ints, Ints]:
    """The city in which a turn is posted, the journey, and the day on which the operator leaves the city."""
    index, count = operators.index[owner], len(cities())
    moves = choice("moves", MOVES)[operators.profile[owner]]
    home = operators.city[owner]
    shortest, longest = (
        np.where(moves == MOVES.index("circuit"), 4, 6),
        np.where(moves == MOVES.index("circuit"), 9, 14),
    )
    pace = chance.between(shortest, longest, "pace", index)
    leg = (day - operators.arrives[owner]) // pace
    # A tour comes home every third leg; a circuit goes round three or four cities in an order of its own.
    tour = np.where(leg % 3 == 0, home, chance.below(count, "tour", index, leg))
    order = np.argsort(
        np.stack([chance.share("route", index, np.full_like(index, at)) for at in range(count)], 1), axis=1
    )
    length = np.minimum(chance.between(3, 4, "circuit", index), count)
    circuit = order[np.arange(len(index)), leg % length]
    everywhere = chance.below(count, "everywhere", index, slot)
    city = np.choose(moves, [home, tour, circuit, everywhere])
    ends = operators.arrives[owner] + (leg + 1) * pace
    travels = (moves == MOVES.index("tour")) | (moves == MOVES.index("circuit"))
    return city, np.where(travels, leg, 0), np.where(travels, ends, np.iinfo(np.int64).max)


def _sites(chance: Chance, operators: Operators, owner: Ints, turn: Ints, city: Ints) -> Ints:
    """Who uses several sites takes them in turn, in an order of its own."""
    index = operators.index[owner]
    known = np.asarray([len(entry.sources) for entry in cities().values()])[city]
    widest = max(len(entry.sources) for entry in cities().values())
    order = np.argsort(
        np.stack([chance.share("site", index, np.full_like(index, at)) for at in range(widest)], 1), axis=1
    )
    used = np.minimum(operators.sites[owner], widest)
    return np.asarray(order[np.arange(len(index)), turn % used] % known)


def _minutes(chance: Chance, index: Ints, key: Keys) -> Ints:
    """An operator has hours of its own, whatever it is."""
    usual = chance.below(1440, "usual minute", index)
    return (usual + chance.below(240, "minute", key) + chance.below(240, "other minute", key) - 240) % 1440


def _phone(chance: Chance, operators: Operators, owner: Ints, slot: Ints, turn: Ints, person: Ints, key: Keys) -> Ints:
    """Which of the operator's phones a posting shows."""
    kind = choice("phones", PHONES)[operators.profile[owner]]
    none, drawn = np.zeros_like(owner), chance.bits("phone", key).astype(np.int64) & 0xFFFF
    return np.choose(kind, [none, none, slot, person, turn, drawn]) % operators.phones[owner]


def _templates(
    chance: Chance, operators: Operators, owner: Ints, slot: Ints, person: Ints, key: Keys
) -> tuple[Keys, np.ndarray[Any, Any]]:
    """The key of the text that a posting follows; a text of one's own for one posting has the posting's key."""
    index = operators.index[owner]
    kind = choice("text", TEXTS)[operators.profile[owner]]
    # Who has a text for each name never lets one text speak of two people.
    of_person = np.where(kind == TEXTS.index("each"), 1000 + person, slot % operators.templates[owner])
    own = chance.bits("template", index, of_person)
    # Copies fall off with rank, so a few texts are copied by many.
    rank = np.floor(POPULAR * chance.share("popular", index) ** 2).astype(np.int64)
    popular = chance.bits("popular text", rank, operators.language[owner])
    anew = (kind == TEXTS.index("anew")) | (chance.share("one off", key) < ONE_OFF)
    is_popular = (kind == TEXTS.index("popular")) & ~anew
    template = np.where(anew, key, np.where(is_popular, popular, own))
    return template, is_popular


def _with_edits(chance: Chance, posted: Postings, first: int, last: int) -> Postings:
    """Some postings are edited while they are shown: the old text ends where the new one begins."""
    long_enough = posted.end - posted.posted >= 4
    edited = long_enough & (chance.share("edited", posted.key) < EDITED)
    day = posted.posted + 1 + chance.below(np.maximum(posted.end - posted.posted - 1, 1), "edited on", posted.key)
    rows = np.flatnonzero(edited)
    both = posted.take(np.concatenate([np.arange(len(posted)), rows]))
    both.end[: len(posted)] = np.where(edited, day, posted.end)
    both.first[len(posted) :] = day[rows]
    both.version[len(posted) :] = 1
    shown = (both.end > first) & (both.first <= last)
    order = np.lexsort((both.version, both.turn, both.slot, both.owner))
    return both.take(order[shown[order]])
