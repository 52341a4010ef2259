"""Steps of colour for the cells of a matrix; the number stands in the cell, the colour only helps to find it."""

from __future__ import annotations

STEPS = 5
#: Below this a cell is hatched: a rate over so few says little.
FEW = 5


def step(value: float | None, most: float) -> int:
    """0 for nothing, then one to five by equal parts of the largest value."""
    if not value or not most:
        return 0
    return min(STEPS, 1 + int(STEPS * value / (most * 1.0001)))
