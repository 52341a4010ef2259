"""One step of a sum: where it starts, what it adds, and where the whole ends. A row of the table of a lead's points."""

from __future__ import annotations

from markupsafe import Markup

WIDTH, HEIGHT = 240, 24


def draw(start: int, points: int, most: int) -> Markup:
    """`start`: the sum before this step; `points`: what it adds (or takes away); `most`: the end of the scale."""
    scale = (WIDTH - 8) / max(most, 1)
    low, high = sorted((start, start + points))
    bar = Markup('<rect class="{}" x="{:.1f}" y="4" width="{:.1f}" height="16"/>').format(
        "for" if points >= 0 else "against", 4 + low * scale, max((high - low) * scale, 1.5)
    )
    edge = 4 + (start + points) * scale
    connector = Markup('<line class="connector" x1="{:.1f}" x2="{:.1f}" y1="20" y2="24"/>').format(edge, edge)
    return Markup('<svg class="step" viewBox="0 0 {} {}" aria-hidden="true">{}{}</svg>').format(
        WIDTH, HEIGHT, bar, connector
    )
