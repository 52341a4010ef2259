"""First names, of the people that an operator advertises."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import yaml

from sandbox.chance import Chance, Ints
from sandbox.slots.rendered import Mark, Pool, Rendered


@cache
def _names() -> tuple[Pool, int, int]:
    path = Path(__file__).parent.parent / "grammar" / "names.yml"
    names = yaml.safe_load(path.read_text(encoding="utf-8"))["names"]
    pool = Pool()
    return pool, pool.add(names), len(names)


def render(chance: Chance, operator: Ints, person: Ints) -> Rendered:
    """Write the name of an operator's person. Marks name it."""
    pool, first, count = _names()
    index = first + chance.below(count, "name", operator, person)
    length = pool.lengths(index)
    text = pool.gather(index)
    return Rendered(text, length, (Mark(np.zeros_like(length), length, {"name": text}),))
