"""For i2 Analyst's Notebook: entities.csv, links.csv, and mapping.csv that says what each column is in an import.

Every link that rests on our grouping has the strength "Tentative", so that a chart draws it dashed.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from assets.exports.cells import defused
from assets.exports.package import INVESTIGATOR, NothingChosen, Package

ENTITIES = ("entity_id", "entity_type", "label", "description", "first_seen", "last_seen", "notice", "build")
LINKS = (
    *("link_id", "from_id", "to_id", "link_type", "strength", "direction", "first_seen", "last_seen"),
    *("notice", "build"),
)
_MAPPING = (
    ("entities.csv", "entity_id", "Identity", "One entity, also in links.csv."),
    ("entities.csv", "entity_type", "Type", "Advertiser, Advertisement, City, Phone, Email, Handle or Url."),
    ("entities.csv", "label", "Label", "What the chart shows; an advertiser is a grouping of texts, not a person."),
    ("entities.csv", "description", "Description", "For an advertiser the reasons for and against."),
    ("entities.csv", "first_seen", "Date (Y-M-D)", "The first day on which it was seen."),
    ("entities.csv", "last_seen", "Attribute (date)", "The last one."),
    ("entities.csv", "notice", "Attribute (text)", "How to take it; leave it on the chart."),
    ("entities.csv", "build", "Source reference", "The tier and build that it was taken from."),
    ("links.csv", "link_id", "Link identity", "One link."),
    ("links.csv", "from_id", "End 1 identity", "An entity_id."),
    ("links.csv", "to_id", "End 2 identity", "An entity_id."),
    ("links.csv", "link_type", "Link type", "Posted, Shows or Seen in."),
    ("links.csv", "strength", "Strength", "Confirmed where an ad shows it; Tentative where our grouping says so."),
    ("links.csv", "direction", "Direction", "End 1 to end 2."),
    ("links.csv", "first_seen", "Date (Y-M-D)", "The first day."),
    ("links.csv", "last_seen", "Attribute (date)", "The last one."),
    ("links.csv", "notice", "Attribute (text)", "How to take it."),
    ("links.csv", "build", "Source reference", "The tier and build that it was taken from."),
)


def write(package: Package, folder: Path) -> None:
    """Write the three files. Raises NothingChosen for a tier that holds counts."""
    if package.stamp.tier != INVESTIGATOR:
        raise NothingChosen(f"i2: the {package.stamp.tier} tier holds counts, and no entity; choose csv or geojson")
    _write(folder / "entities.csv", ENTITIES, _entities(package), package)
    _write(folder / "links.csv", LINKS, _links(package), package)
    with (folder / "mapping.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([("file", "column", "is, in the import", "meaning"), *_MAPPING])


def _entities(package: Package) -> Iterator[tuple[Any, ...]]:
    told = package.tables
    for lead in told["leads"].iter_rows(named=True):
        why = told["reasons"].filter(lead_id=lead["lead_id"]).iter_rows(named=True)
        said = "; ".join(f"{row['direction']} {row['points']}: {row['title']}" for row in why)
        label = f"Advertiser {lead['advertiser_id']} (lead {lead['lead_id']})"
        yield lead["advertiser_id"], "Advertiser", label, said, lead["first_day"], lead["last_day"]
    for city in sorted(set(told["stays"]["city"])):
        yield f"city/{city}", "City", city, "", None, None
    for ad in _rows(package, "ads"):
        yield ad["ad_id"], "Advertisement", ad["title"], ad["url"], ad["day"], ad["day"]
    seen = set()
    for found in _rows(package, "identifiers"):
        entity = _identifier(found)
        if entity not in seen:
            seen.add(entity)
            shared = "many advertisers seem to share it" if found["is_hub"] else ""
            yield entity, found["kind"].title(), found["value"], shared, found["first_day"], found["last_day"]


def _links(package: Package) -> Iterator[tuple[Any, ...]]:
    advertisers = dict(package.tables["leads"].select("lead_id", "advertiser_id").iter_rows())
    for stay in package.tables["stays"].iter_rows(named=True):
        ends = stay["advertiser_id"], f"city/{stay['city']}"
        yield _link(*ends, "Seen in", "Tentative", stay["first_day"], stay["last_day"])
    for ad in _rows(package, "ads"):
        yield _link(advertisers[ad["lead_id"]], ad["ad_id"], "Posted", "Tentative", ad["day"], ad["day"])
    for found in _rows(package, "sightings"):
        yield _link(found["ad_id"], _identifier(found), "Shows", "Confirmed", found["day"], found["day"])


def _link(start: str, end: str, kind: str, strength: str, first: Any, last: Any) -> tuple[Any, ...]:
    return f"{start}|{kind}|{end}|{first}", start, end, kind, strength, "End 1 to end 2", first, last


def _identifier(found: dict[str, Any]) -> str:
    return f"{found['kind']}/{found['value']}"


def _rows(package: Package, name: str) -> Iterable[dict[str, Any]]:
    return package.tables[name].iter_rows(named=True) if name in package.tables else ()


def _write(path: Path, columns: tuple[str, ...], rows: Iterator[tuple[Any, ...]], package: Package) -> None:
    stamp = package.stamp.headline, f"{package.stamp.tier} {package.stamp.build_id}"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows([defused(value) for value in (*row, *stamp)] for row in dict.fromkeys(rows))
