"""A share with its interval, from nothing to the largest of its table, and the share of all others as a tick."""

from __future__ import annotations

from markupsafe import Markup

WIDTH, HEIGHT, EDGE = 220.0, 24, 6.0


def draw(share: float, low: float, high: float, other: float | None, most: float) -> Markup:
    """All from 0 to 1; `most` is the end of the line, the same for every row that stands under another."""

    def x(value: float) -> float:
        return EDGE + (WIDTH - 2 * EDGE) * min(value / most, 1) if most else EDGE

    tick = (
        ""
        if other is None
        else Markup('<line class="other" x1="{0:.1f}" x2="{0:.1f}" y1="3" y2="21"/>').format(x(other))
    )
    return Markup(
        '<svg class="interval" viewBox="0 0 {:.0f} {}" aria-hidden="true">'
        '<line class="axis" x1="{:.1f}" x2="{:.1f}" y1="20" y2="20"/>{}'
        '<line class="whisker" x1="{:.1f}" x2="{:.1f}" y1="12" y2="12"/>'
        '<circle class="dot" cx="{:.1f}" cy="12" r="4"/></svg>'
    ).format(WIDTH, HEIGHT, EDGE, WIDTH - EDGE, tick, x(low), x(high), x(share))
