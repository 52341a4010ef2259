"""Where an advertiser was and when: a lane a city, a bar a stay, a tick a day on which an ad was first captured."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from markupsafe import Markup

WIDTH, LEFT, LANE, FOOT = 760.0, 120.0, 26, 26


def draw(stays: list[dict[str, Any]], ads: list[dict[str, Any]], names: dict[str, str]) -> Markup:
    """Rows of stays: city, first_day, last_day; of ads: city, day. Names are city names by slug."""
    if not stays:
        return Markup("")
    lanes = list(dict.fromkeys(row["city"] for row in stays))
    first, last = min(row["first_day"] for row in stays), max(row["last_day"] for row in stays)
    span = max((last - first).days, 1)

    def x(day: date) -> float:
        return float(LEFT + (WIDTH - LEFT - 12) * (day - first).days / span)

    parts = []
    for place, city in enumerate(lanes):
        y = place * LANE
        parts.append(Markup('<text x="0" y="{}">{}</text>').format(y + 17, names.get(city, city)))
        parts.append(
            Markup('<line class="axis" x1="{}" x2="{}" y1="{}" y2="{}"/>').format(LEFT, WIDTH - 12, y + 13, y + 13)
        )
        for row in (row for row in stays if row["city"] == city):
            width = max(x(row["last_day"]) - x(row["first_day"]), 4)
            parts.append(
                Markup('<rect class="stay" x="{:.1f}" y="{}" width="{:.1f}" height="14" rx="2"/>').format(
                    x(row["first_day"]), y + 6, width
                )
            )
        for day in sorted({row["day"] for row in ads if row["city"] == city}):
            parts.append(
                Markup('<line class="tick" x1="{0:.1f}" x2="{0:.1f}" y1="{1}" y2="{2}"/>').format(x(day), y + 4, y + 22)
            )
    foot = len(lanes) * LANE + 16
    step = max(span // 5, 1)
    for back in range(0, span + 1, step):
        day = first + timedelta(days=back)
        anchor = "end" if x(day) > WIDTH - 40 else "start"
        parts.append(
            Markup('<text class="soft" x="{:.1f}" y="{}" text-anchor="{}">{}</text>').format(
                x(day), foot, anchor, f"{day.day} {day:%b}"
            )
        )
    return Markup('<svg viewBox="0 0 {:.0f} {}" role="img" aria-label="Stays by city and day">{}</svg>').format(
        WIDTH, len(lanes) * LANE + FOOT, Markup("").join(parts)
    )
