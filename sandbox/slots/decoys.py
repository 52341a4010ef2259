"""Figures that are no phone, price or age, though they look like one; phones of the 555 exchange among them."""

from __future__ import annotations

from functools import cache

import numpy as np

from sandbox.chance import Chance, Keys
from sandbox.slots.rendered import Column, Mark, Pool, Rendered, chosen

KINDS: dict[str, tuple[str, ...]] = {
    "hours": ("24/7", "24 / 7", "from 10 to 22", "9am-11pm", "7 days", "10am to 2am"),
    "slang": ("420 friendly", "420 ok", "no 420", "420"),
    "height": ("5'6", "5'2\" tall", "5ft 4in", "165 cm", "1m68", "5 foot 7"),
    "weight": ("120 lbs", "115lb", "54 kg", "130 pounds"),
    "measures": ("34-26-36", "36-24-36", "size 6", "34C 24 34"),
    "date": ("until 12/14", "12.11.2026", "2026-11-30", "nov 3rd to nov 9th", "since 2019"),
    "clients_age": ("under 35 no", "over 30 only", "30+ only please", "no under 40", "25 and up"),
    "address": ("1250 NW 7th St", "1400 Main St, apt 21", "suite 305", "room 214", "4500 5th Ave #12"),
    "place_number": ("exit 48", "I-95 exit 12", "route 66", "highway 90"),
    "counts": ("over 100 reviews", "1000 happy friends", "2 for 1", "5 stars", "number 1", "top 10"),
    "durations": ("15 minutes away", "30 min notice", "ready in 45 min", "an hour or 90 minutes"),
    "not_dialled": ("ref. 702555019944", "ad id 40455501235512", "post #3055550", "code 555-01", "item 71355-5018"),
}


@cache
def _table() -> tuple[Pool, int, list[str]]:
    pool = Pool()
    first = pool.add([text for texts in KINDS.values() for text in texts])
    return pool, first, [kind for kind, texts in KINDS.items() for _ in texts]


def render(chance: Chance, key: Keys) -> Rendered:
    """Write decoys. Marks name kind (`decoy`), value (what it looks like) and pattern."""
    pool, first, kinds = _table()
    choice = chance.below(len(kinds), "decoy", key)
    length = pool.lengths(first + choice)
    facts: dict[str, Column] = {"decoy": chosen(kinds, choice)}
    return Rendered(pool.gather(first + choice), length, (Mark(np.zeros_like(length), length, facts),))
