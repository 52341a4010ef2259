"""A ratio with its interval beside "no change"; on a logarithmic scale, so that half and twice are as far away."""

from __future__ import annotations

from math import log2

from markupsafe import Markup

WIDTH, HEIGHT, REACH = 220.0, 24, 4.0


def draw(ratio: float | None, low: float | None, high: float | None, verdict: str) -> Markup:
    """Observed over expected; `verdict` as mart_events says it. What lies beyond a sixteenth and sixteen is cut."""
    if ratio is None or low is None or high is None:
        return Markup("")

    def x(value: float) -> float:
        return WIDTH / 2 + (WIDTH / 2 - 8) * min(max(log2(max(value, 1e-9)), -REACH), REACH) / REACH

    ticks = Markup("").join(
        Markup('<line class="axis" x1="{0:.1f}" x2="{0:.1f}" y1="9" y2="15"/>').format(x(value)) for value in (0.5, 2)
    )
    return Markup(
        '<svg class="interval" viewBox="0 0 {:.0f} {}" aria-hidden="true">{}'
        '<line class="axis" x1="{:.1f}" x2="{:.1f}" y1="2" y2="22"/>'
        '<line class="whisker" x1="{:.1f}" x2="{:.1f}" y1="12" y2="12"/>'
        '<circle class="dot{}" cx="{:.1f}" cy="12" r="4"/></svg>'
    ).format(WIDTH, HEIGHT, ticks, x(1), x(1), x(low), x(high), " out" if verdict == "change" else "", x(ratio))
