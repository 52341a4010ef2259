"""Ages as they are written, in digits, keycaps and words; from 18 up, for everybody in the simulation is an adult."""

from __future__ import annotations

from functools import cache

import numpy as np

from sandbox.chance import Chance, Ints, Keys
from sandbox.slots.rendered import Column, Mark, Pool, Rendered, chosen

YOUNGEST, OLDEST = 18, 49
UNITS = ("", "-one", "-two", "-three", "-four", "-five", "-six", "-seven", "-eight", "-nine")
TEENS = {18: "eighteen", 19: "nineteen"}
TENS = {2: "twenty", 3: "thirty", 4: "forty"}


def _words(age: int) -> str:
    return TEENS.get(age) or TENS[age // 10] + UNITS[age % 10]


def _keycaps(age: int) -> str:
    return "".join(f"{digit}\ufe0f\u20e3" for digit in str(age))


#: Form by language; `{0}` is the age, `{1}` in words, `{2}` in keycaps, `{3}` its digits apart.
FORMS = {
    "en": ("{0}", "{0}yo", "{0} y/o", "age {0}", "{0} yrs", "aged {0}", "{1}", "{2}", "{3}", "{0} years old", "- {0}"),
    "es": ("{0}", "de {0} años", "{0} años", "{2}", "edad {0}", "{0} añitos", "- {0}"),
    "fr": ("{0}", "{0} ans", "{2}", "âge {0}", "de {0} ans", "- {0}"),
}
PATTERNS = {
    "{0}": "bare", "{1}": "words", "{2}": "keycap", "{3}": "apart", "- {0}": "dash",
}  # fmt: skip


@cache
def _table() -> tuple[Pool, dict[str, int], list[str]]:
    pool, first, patterns = Pool(), {}, []
    for language, forms in FORMS.items():
        first[language] = pool.add(
            [form.format(age, _words(age), _keycaps(age), " ".join(str(age)))
             for form in forms for age in range(YOUNGEST, OLDEST + 1)]
        )  # fmt: skip
        patterns += [PATTERNS.get(form, "unit") for form in forms]
    return pool, first, patterns


def render(chance: Chance, age: Ints, language: Ints, key: Keys) -> Rendered:
    """Write ages. Marks name age and pattern."""
    pool, first, patterns = _table()
    span = OLDEST - YOUNGEST + 1
    index, pattern, before = np.zeros(len(age), dtype=np.int64), np.zeros(len(age), dtype=np.int64), 0
    for at, (name, forms) in enumerate(FORMS.items()):
        form = chance.below(len(forms), "age form", key)
        mine = language == at
        index = np.where(mine, first[name] + form * span + (age - YOUNGEST), index)
        pattern = np.where(mine, before + form, pattern)
        before += len(forms)
    length = pool.lengths(index)
    facts: dict[str, Column] = {"age": age, "pattern": chosen(patterns, pattern)}
    return Rendered(pool.gather(index), length, (Mark(np.zeros_like(length), length, facts),))
