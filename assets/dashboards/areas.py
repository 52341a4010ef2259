"""The parts of a city for a map: the area nearest to each neighbourhood's centre, within a disc around it.

The centres ship with the project; the areas are no official boundaries, and the map says so. Voronoi cells after
Aurenhammer 1991, by SciPy, with the centres mirrored at a frame so that every cell is closed.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import polars as pl
from scipy.spatial import Voronoi

from scrapers.catalog import City

#: Share of the width kept at the right, for the names.
ROOM = 0.3
#: Width of the map over its height, at the least.
ASPECT = 1.5
#: Degrees kept around the outermost centres.
EDGE = 0.04


@cache
def cells(city: City) -> pl.DataFrame:
    """GeoJSON features: type, geometry, properties, place, longitude, latitude (degrees)."""
    parts = city.neighbourhoods
    centres = np.array([(part.longitude, part.latitude) for part in parts])
    low, high = _frame(centres)
    mirrored = [centres]
    for axis in (0, 1):
        for wall in (low, high):
            copy = centres.copy()
            copy[:, axis] = 2 * wall[axis] - copy[:, axis]
            mirrored.append(copy)
    diagram = Voronoi(np.vstack(mirrored))
    rows: list[dict[str, Any]] = []
    for place, part in enumerate(parts):
        corners = diagram.vertices[diagram.regions[diagram.point_region[place]]]
        ring = [[round(float(x), 4), round(float(y), 4)] for x, y in _clockwise(corners)]
        geometry = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
        rows.append(
            {
                "type": "Feature",
                "geometry": geometry,
                "properties": {},
                "place": part.name,
                "longitude": part.longitude,
                "latitude": part.latitude,
                "is_left": _is_left(place, centres),
            }
        )
    return pl.DataFrame(rows, schema_overrides={"properties": pl.Object, "geometry": pl.Object})


def _frame(centres: Any) -> tuple[Any, Any]:
    """The corners of the map: all centres, room at the right for names, and at least as wide as ASPECT asks."""
    low, high = centres.min(axis=0) - EDGE, centres.max(axis=0) + EDGE
    high[0] += ROOM * (high[0] - low[0])
    wanted = ASPECT * (high[1] - low[1]) / np.cos(np.radians((low[1] + high[1]) / 2))
    missing = max(wanted - (high[0] - low[0]), 0)
    low[0] -= missing / 2
    high[0] += missing / 2
    return low, high


def _clockwise(corners: Any) -> Any:
    """Corners in the order that d3 takes for the inside of a ring."""
    middle = corners.mean(axis=0)
    angles = np.arctan2(corners[:, 1] - middle[1], corners[:, 0] - middle[0])
    return corners[np.argsort(-angles)]


def _is_left(place: int, centres: Any) -> bool:
    """Whether a name stands better at the left of its centre: beside a close neighbour."""
    span = np.ptp(centres, axis=0) + 2 * EDGE
    away = (centres - centres[place]) / span
    is_close = (np.abs(away[:, 1]) < 0.07) & (away[:, 0] > 0) & (away[:, 0] < 0.3)
    return bool(is_close.any())
