"""FollowTheMoney entities as JSON lines, for OpenAleph and kin; made and checked by the library itself.

An advertiser is a LegalEntity without a name of anybody: a grouping of texts, which may be several people or a
business. It carries no topic and no risk, because a score accuses nobody. An ad is a HyperText, what joins the two a
Documentation, and a stay in a city an Event. Needs the extra `ftm`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assets.exports.formats import extra
from assets.exports.package import INVESTIGATOR, NothingChosen, Package

FILE = "entities.ftm.json"
_CONTACTS = {"phone": "phone", "email": "email", "url": "website", "handle": "weakAlias"}
_PREFIX = "gaining-ground"
#: Schema, key and values of an entity; a value that is a tuple is the key of another entity.
Entity = tuple[str, tuple[str, ...], dict[str, Any]]


def write(package: Package, folder: Path) -> None:
    """Write one entity a line. Raises ExtraMissing, NothingChosen for counts, ValueError for what the model refuses."""
    if package.stamp.tier != INVESTIGATOR:
        raise NothingChosen(f"ftm: the {package.stamp.tier} tier holds counts, and no entity; choose csv or geojson")
    model = extra("followthemoney", "ftm").model
    with (folder / FILE).open("w", encoding="utf-8") as file:
        for schema, key, values in _entities(package):
            entity = model.make_entity(schema, key_prefix=_PREFIX)
            entity.make_id(*key)
            for name, value in values.items():
                entity.add(name, _ids(model, schema, name, value))
                if isinstance(value, list) and len(entity.get(name)) < len(set(value)):
                    # The model leaves out what it takes for no phone or address; the ads do show it.
                    entity.add("notes", f"{name} as the ads show it: {', '.join(value)}")
            entity.schema.validate(entity.to_dict())
            file.write(json.dumps(entity.to_dict(), ensure_ascii=False, sort_keys=True) + "\n")


def _entities(package: Package) -> Iterator[Entity]:
    notes = "; ".join(f"{name}: {said}" for name, said in package.stamp.lines.items())
    yield from _advertisers(package, notes)
    yield from _ads(package, notes)
    yield from _stays(package, notes)


def _advertisers(package: Package, notes: str) -> Iterator[Entity]:
    """An advertiser of two leads is one entity, told twice; whoever reads them joins the two."""
    named, reasons = package.tables.get("identifiers"), package.tables["reasons"]
    for lead in package.tables["leads"].iter_rows(named=True):
        own = named.filter(lead_id=lead["lead_id"]) if named is not None else None
        why = reasons.filter(lead_id=lead["lead_id"])
        said = [f"{row['direction']}: {row['title']} ({row['points']} points)" for row in why.iter_rows(named=True)]
        values = {"name": f"Advertiser {lead['advertiser_id']}", "description": said, "notes": notes}
        yield "LegalEntity", ("advertiser", lead["advertiser_id"]), {**values, **_contacts(own)}


def _ads(package: Package, notes: str) -> Iterator[Entity]:
    advertisers = dict(package.tables["leads"].select("lead_id", "advertiser_id").iter_rows())
    for ad in _rows(package, "ads"):
        yield (
            "HyperText",
            ("ad", ad["ad_id"]),
            {
                "title": ad["title"],
                "bodyText": ad["text"],
                "sourceUrl": ad["url"],
                "date": ad["day"].isoformat(),
                "retrievedAt": ad["captured_at"].isoformat(),
                "language": ad["language"],
                "notes": notes,
            },
        )
        yield (
            "Documentation",
            ("of", ad["lead_id"], ad["ad_id"]),
            {
                "document": ("ad", ad["ad_id"]),
                "entity": ("advertiser", advertisers[ad["lead_id"]]),
                "role": "taken for one advertiser's; a grouping of texts",
            },
        )


def _stays(package: Package, notes: str) -> Iterator[Entity]:
    for stay in _rows(package, "stays"):
        first, last = stay["first_day"].isoformat(), stay["last_day"].isoformat()
        yield (
            "Event",
            ("stay", stay["advertiser_id"], stay["city"], first),
            {
                "name": f"Ads in {stay['city']}",
                "location": stay["city"],
                "startDate": first,
                "endDate": last,
                "involved": ("advertiser", stay["advertiser_id"]),
                "notes": notes,
            },
        )


def _contacts(identifiers: Any) -> dict[str, list[str]]:
    """What the ads of a lead show and no hub is; a handle is a weak alias, for which nobody is matched."""
    if identifiers is None:
        return {}
    shown = identifiers.filter(~identifiers["is_hub"])
    return {name: shown.filter(kind=kind)["value"].to_list() for kind, name in _CONTACTS.items()}


def _rows(package: Package, name: str) -> Iterator[dict[str, Any]]:
    if name in package.tables:
        yield from package.tables[name].iter_rows(named=True)


def _ids(model: Any, schema: str, name: str, value: Any) -> Any:
    if not isinstance(value, tuple):
        return value
    other = model.make_entity(schema, key_prefix=_PREFIX)
    return other.make_id(*value)
