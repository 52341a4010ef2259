"""Moves between cities as arcs on a map of our own: an Albers projection, an outline, no tiles and nothing fetched.

Projection after Snyder 1987 (Map Projections - A Working Manual, section 14, the sphere).
"""

from __future__ import annotations

import json
from functools import cache
from math import cos, radians, sin, sqrt
from pathlib import Path
from typing import Any

from markupsafe import Markup

Point = tuple[float, float]
OUTLINE = Path(__file__).parent.parent / "outlines" / "united_states.json"
WIDTH, EDGE = 720.0, 16.0
#: Standard parallels and centre that are usual for the contiguous United States.
PARALLELS, CENTRE = (29.5, 45.5), (-96.0, 37.5)


def draw(places: list[dict[str, Any]], moves: list[dict[str, Any]]) -> Markup:
    """`places`: city, name, longitude, latitude. `moves`: from_city, to_city, advertisers. An arc bends to the right of
    its direction, so that both directions show; its width is the number of advertisers.
    """
    outline = [albers(*point) for point in _outline()]
    where = {place["city"]: albers(place["longitude"], place["latitude"]) for place in places}
    if not where:
        return Markup("")
    box = outline if _within(list(where.values()), outline) else []
    fit, height = _fit(box + list(where.values()))
    most = max((move["advertisers"] for move in moves), default=1)
    arcs = [
        _arc(fit(where[move["from_city"]]), fit(where[move["to_city"]]), 1 + 5 * move["advertisers"] / most)
        for move in sorted(moves, key=lambda move: int(move["advertisers"]))
        if move["from_city"] in where and move["to_city"] in where
    ]
    land = Markup('<polygon class="land" points="{}"/>').format(" ".join(f"{x:.0f},{y:.0f}" for x, y in map(fit, box)))
    names = [_name(fit(where[place["city"]]), place["name"]) for place in places]
    return Markup(
        '<svg viewBox="0 0 {:.0f} {:.0f}" role="img" aria-label="Map of moves between cities">{}{}{}</svg>'
    ).format(WIDTH, height, land if box else Markup(""), Markup("").join(arcs), Markup("").join(names))


def albers(longitude: float, latitude: float) -> Point:
    """Degrees to equal-area coordinates on the unit sphere, y downwards."""
    south, north = (radians(value) for value in PARALLELS)
    n = (sin(south) + sin(north)) / 2
    c = cos(south) ** 2 + 2 * n * sin(south)
    radius = sqrt(c - 2 * n * sin(radians(latitude))) / n
    radius_of_centre = sqrt(c - 2 * n * sin(radians(CENTRE[1]))) / n
    theta = n * radians((longitude - CENTRE[0] + 180) % 360 - 180)
    return radius * sin(theta), radius * cos(theta) - radius_of_centre


@cache
def _outline() -> list[Point]:
    points = json.loads(OUTLINE.read_text(encoding="utf-8"))["points"]
    return [(longitude, latitude) for longitude, latitude in points]


def _within(points: list[Point], outline: list[Point]) -> bool:
    xs, ys = [x for x, _ in outline], [y for _, y in outline]
    return all(min(xs) <= x <= max(xs) and min(ys) <= y <= max(ys) for x, y in points)


def _fit(points: list[Point]) -> tuple[Any, float]:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    scale = (WIDTH - 2 * EDGE) / ((max(xs) - min(xs)) or 1)

    def fit(point: Point) -> Point:
        return EDGE + (point[0] - min(xs)) * scale, EDGE + (point[1] - min(ys)) * scale

    return fit, max((max(ys) - min(ys)) * scale, 120) + 2 * EDGE


def _arc(start: Point, end: Point, width: float) -> Markup:
    (x1, y1), (x2, y2) = start, end
    bend = 0.16
    middle = ((x1 + x2) / 2 - bend * (y2 - y1), (y1 + y2) / 2 + bend * (x2 - x1))
    return Markup('<path class="arc" stroke-width="{:.1f}" d="M{:.0f},{:.0f}Q{:.0f},{:.0f} {:.0f},{:.0f}"/>').format(
        width, x1, y1, *middle, x2, y2
    )


def _name(point: Point, name: str) -> Markup:
    x, y = point
    right = x > WIDTH * 0.8
    return Markup(
        '<circle class="city" cx="{:.0f}" cy="{:.0f}" r="5"/>'
        '<text class="halo strong" x="{:.0f}" y="{:.0f}" text-anchor="{}">{}</text>'
    ).format(x, y, x - 9 if right else x + 9, y - 8, "end" if right else "start", name)
