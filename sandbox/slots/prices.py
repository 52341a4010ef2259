"""Prices as they are written: amounts with a sign, a word of money or a duration, in three languages.

A form is text with parts in brackets, each a price that a reader should find: `[${h} hh] [${a} hr]`. The letters are
q (a quarter of an hour), h (half an hour), a (an hour), t (two hours), n (a night) and x (no duration told).
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np

from sandbox.chance import Chance, Ints, Keys
from sandbox.slots.rendered import Column, Mark, Pool, Rendered

MINUTES = {"q": 15, "h": 30, "a": 60, "t": 120, "n": 600, "x": 0}
FORMS = {
    "en": (
        "[${a} hr]", "[${a}/hr]", "[${a} an hour]", "[{a} roses/hr]", "[{a} roses hr]", "[hr {a}]", "[hr ${a}]",
        "[${h} hh] [${a} hr]", "[{h} hh], [{a} h]", "[{h} roses hhr], [{a} roses hr]", "[{q} qv] [{h} hhr] [{a} hr]",
        "[${q} qv] / [${h} hh] / [${a} fh]", "[15min ${q}], [30min ${h}], [60min ${a}]", "[30 min {h}] [60 min {a}]",
        "[hh {h}] [hr {a}]", "[{a} dollars for an hour]", "[{a} kisses per hour]", "[{a} bucks hr], [{t} 2hr]",
        "[${a} 1hr], [${t} 2 hours], [${n} overnight]", "[{h} donation half hour], [{a} donation hour]",
        "[{a} candy hr]", "[{q} quickie], [{h} half]", "[${q} ss], [${h} half hour]", "[{a} gifts an hour]",
        "[{q} qk], [{h} hhr]", "[${q} qk] [${a} h]", "[60 min: ${a}]", "[{h}$ hh] [{a}$ hr]", "[${x}]", "[{x} dollars]",
        "[from ${x}]",
    ),
    "es": (
        "[${a} la hora]", "[{a} rosas la hora]", "[${h} media hora], [${a} hora]", "[{h} la media], [{a} la hora]",
        "[{a} besos por hora]", "[hora {a}]", "[media hora ${h}] [hora ${a}]", "[{a} dólares hora]",
        "[30 min {h}] [60 min {a}]",
        "[${a} hr]", "[{h} hh] [{a} hr]", "[{a} por hora]", "[${n} toda la noche]", "[{x} dólares]", "[${x}]",
    ),
    "fr": (
        "[{a}$ l'heure]", "[{a} roses l'heure]", "[{h}$ la demi-heure], [{a}$ l'heure]",
        "[{h} roses 30 min], [{a} roses 60 min]",
        "[une heure {a}$]", "[{a} dollars l'heure]", "[${a} 1h]", "[{h} demi-heure] / [{a} heure]", "[{n}$ la nuit]",
        "[{a} bisous l'heure]", "[${x}]", "[{x} dollars]",
    ),
    "goods": ("[${x}]", "[{x} dollars]", "[$ {x}]", "[{x} bucks]", "[${x}] (was [${y}])"),
}  # fmt: skip
PARTS = 3
_PART = re.compile(r"\[([^\]{]*)\{([a-z])\}([^\]]*)\]")


@cache
def _forms() -> tuple[Pool, int, dict[str, tuple[int, int]], np.ndarray, np.ndarray, np.ndarray, list[list[str]]]:
    """Numbers and literal parts by form, where those of a language stand, and each part's lead, tail and letter."""
    pool = Pool()
    zero = pool.add([str(n) for n in range(10_000)])
    places: dict[str, tuple[int, int]] = {}
    rows: list[list[int]] = []
    leads: list[list[int]] = []
    tails: list[list[int]] = []
    letters: list[list[str]] = []
    for language, forms in FORMS.items():
        places[language] = (len(rows), len(forms))
        for form in forms:
            literals, lead, tail, letter, at = [], [0] * PARTS, [0] * PARTS, ["-"] * PARTS, 0
            before = ""
            for n, part in enumerate(_PART.finditer(form)):
                literals.append(before + form[at : part.start()] + part[1])
                lead[n], tail[n], letter[n], before, at = len(part[1]), len(part[3]), part[2], part[3], part.end()
            literals.append(before + form[at:])
            literals += [""] * (PARTS + 1 - len(literals))
            first = pool.add(literals)
            rows.append(list(range(first, first + PARTS + 1)))
            leads.append(lead)
            tails.append(tail)
            letters.append(letter)
    return pool, zero, places, np.asarray(rows), np.asarray(leads), np.asarray(tails), letters


def amounts(hourly: Ints) -> dict[str, Ints]:
    """What an hourly price means for each letter, rounded to ten."""

    def tens(factor: float) -> Ints:
        return np.round(hourly * factor / 10).astype(np.int64) * 10

    return {
        "q": tens(0.4), "h": tens(0.6), "a": hourly, "t": tens(1.8), "n": tens(5.0), "x": hourly, "y": tens(1.4),
        "-": np.zeros_like(hourly),
    }  # fmt: skip


def render(chance: Chance, hourly: Ints, language: Ints, is_goods: np.ndarray, key: Keys) -> Rendered:
    """Write prices by an operator's hourly price. Marks name amount, duration_min (0 when none is told) and pattern."""
    pool, zero, places, rows, leads, tails, letters = _forms()
    form = np.zeros(len(hourly), dtype=np.int64)
    for at, name in enumerate(("en", "es", "fr", "goods")):
        first, count = places[name]
        mine = is_goods if name == "goods" else (language == at) & ~is_goods
        form = np.where(mine, first + chance.below(count, "price form", key), form)
    known = amounts(hourly)
    codes = np.asarray([[list(known).index(letter) for letter in row] for row in letters])[form]
    table = np.stack(list(known.values()), axis=1)
    text, length, marks = [], np.zeros(len(hourly), dtype=np.int64), []
    minutes = np.asarray([MINUTES.get(letter, 0) for letter in known])
    for part in range(PARTS + 1):
        literal = rows[form, part]
        text.append(literal)
        length = length + pool.lengths(literal)
        if part == PARTS:
            break
        amount = table[np.arange(len(hourly)), codes[:, part]]
        there = codes[:, part] != list(known).index("-")
        index = np.where(there, zero + amount, 0)
        text.append(index)
        digits = pool.lengths(index)
        begins = length - leads[form, part]
        size = np.where(there, leads[form, part] + digits + tails[form, part], 0)
        facts: dict[str, Column] = {"amount": amount, "duration_min": minutes[codes[:, part]]}
        marks.append(Mark(begins, size, facts))
        length = length + digits
    return Rendered(pool.joined(np.stack(text, axis=1)), length, tuple(marks))
