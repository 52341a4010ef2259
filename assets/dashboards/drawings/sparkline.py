"""A line of days with its usual range, small enough for a tile. The words beside it say what it shows."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from markupsafe import Markup

WIDTH, HEIGHT, EDGE = 240, 52, 4


def draw(days: list[dict[str, Any]]) -> Markup:
    """Rows day, value, low, high, run, in order of day; a gap is drawn as a gap, and a zero line is not assumed."""
    if len(days) < 2:
        return Markup("")
    first, last = days[0]["day"], days[-1]["day"]
    numbers = [row[key] for row in days for key in ("value", "low", "high") if row[key] is not None]
    least, most = min(numbers), max(numbers)

    def x(row: dict[str, Any]) -> float:
        return float(EDGE + (WIDTH - 2 * EDGE) * (row["day"] - first).days / max((last - first).days, 1))

    def y(value: float) -> float:
        return float(HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * (value - least) / ((most - least) or 1))

    pieces = []
    for _, run in groupby(days, key=lambda row: row["run"]):
        rows = list(run)
        known = [row for row in rows if row["expected"] is not None]
        if len(known) > 1:
            upper = [f"{x(row):.1f},{y(row['high']):.1f}" for row in known]
            lower = [f"{x(row):.1f},{y(row['low']):.1f}" for row in reversed(known)]
            pieces.append(Markup('<polygon class="band" points="{}"/>').format(" ".join(upper + lower)))
        line = " ".join(f"{x(row):.1f},{y(row['value']):.1f}" for row in rows)
        pieces.append(Markup('<polyline class="line" points="{}"/>').format(line))
    end = days[-1]
    out = end["expected"] is not None and not end["low"] <= end["value"] <= end["high"]
    dot = Markup('<circle class="dot{}" cx="{:.1f}" cy="{:.1f}" r="3"/>').format(
        " out" if out else "", x(end), y(end["value"])
    )
    return Markup('<svg viewBox="0 0 {} {}" aria-hidden="true">{}{}</svg>').format(
        WIDTH, HEIGHT, Markup("").join(pieces), dot
    )
