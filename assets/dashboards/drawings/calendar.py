"""Which market landed on which day: a row a market, a cell a day; a day without a landing stays empty."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from markupsafe import Markup

CELL, LEFT, TOP = 13, 190, 18


def draw(landings: list[dict[str, Any]]) -> Markup:
    """Rows market, day, state (crawled, imported, set aside), words (what the cell says when pointed at)."""
    if not landings:
        return Markup("")
    markets = sorted({row["market"] for row in landings})
    first, last = min(row["day"] for row in landings), max(row["day"] for row in landings)
    days = (last - first).days + 1
    parts = []
    for place in range(0, days, 7):
        day = first + timedelta(days=place)
        parts.append(
            Markup('<text class="soft" x="{}" y="12">{}</text>').format(LEFT + place * CELL, f"{day.day} {day:%b}")
        )
    for place, market in enumerate(markets):
        parts.append(Markup('<text x="0" y="{}">{}</text>').format(TOP + place * CELL + 11, market))
    for row in landings:
        x, y = LEFT + (row["day"] - first).days * CELL, TOP + markets.index(row["market"]) * CELL
        parts.append(
            Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>').format(
                row["state"].replace(" ", "-"), x, y, CELL - 2, CELL - 2, row["words"]
            )
        )
    return Markup('<svg viewBox="0 0 {} {}" role="img" aria-label="Calendar of landings by market">{}</svg>').format(
        LEFT + days * CELL, TOP + len(markets) * CELL + 4, Markup("").join(parts)
    )
