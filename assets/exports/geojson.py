"""GeoJSON (RFC 7946): what is in a city at the city's centre, and what leads from one city to another as a line.

No place is finer than a city: an advertiser's neighbourhood, corner or hotel is on no map of ours.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assets.exports.package import Package
from scrapers.catalog import City, cities

FILE = "export.geojson"
#: Tables whose rows are no place of their own.
_UNPLACED = ("ads", "leads")


def write(package: Package, folder: Path) -> None:
    """Write one FeatureCollection; the stamp stands beside its features."""
    placed, known = [name for name in package.tables if name not in _UNPLACED], cities()
    features = [feature for name in placed for feature in _features(package, name, known)]
    document = {"type": "FeatureCollection", **package.stamp.lines, "features": features}
    (folder / FILE).write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")


def _features(package: Package, name: str, known: dict[str, City]) -> Iterator[dict[str, Any]]:
    for row in package.tables[name].iter_rows(named=True):
        geometry = _geometry(row, known)
        if geometry:
            told = {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in row.items()}
            yield {"type": "Feature", "geometry": geometry, "properties": {"table": name, **told}}


def _geometry(row: dict[str, Any], known: dict[str, City]) -> dict[str, Any] | None:
    if row.get("city") in known:
        return {"type": "Point", "coordinates": _position(known[row["city"]])}
    if row.get("from_city") in known and row.get("to_city") in known:
        ends = [_position(known[row["from_city"]]), _position(known[row["to_city"]])]
        return {"type": "LineString", "coordinates": ends}
    return None


def _position(city: City) -> list[float]:
    return [round(city.longitude, 4), round(city.latitude, 4)]
