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
_CONTACTS = {"phone": "phone", "email": "email", "url": "website"}
_PREFIX = "gaining-ground"


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
            entity.schema.validate(entity.to_dict())
            file.write(json.dumps(entity.to_dict(), ensure_ascii=False, sort_keys=True) + "\n")


def _entities(package: Package) -> Iterator[tuple[str, tuple[str, ...], dict[str, Any]]]:
    """Schema, key and values of each entity; a value that is a tuple is the key of another."""
    notes = "; ".join(f"{name}: {said}" for name, said in package.stamp.lines.items())
    named = package.tables.get("identifiers")
    reasons = package.tables["reasons"]
    for lead in package.tables["leads"].iter_rows(named=True):
        own = named.filter(lead_id=lead["lead_id"]) if named is not None else None
        why = reasons.filter(lead_id=lead["lead_id"])
        said = [f"{row['direction']}: {row['title']} ({row['points']} points)" for row in why.iter_rows(named=True)]
        yield (
            "LegalEntity",
            ("advertiser", lead["advertiser_id"]),
            {
                "name": f"Advertiser {lead['advertiser_id']}",
                "description": said,
                "notes": notes,
                **_contacts(own),
            },
        )
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
                "entity": ("advertiser", _advertiser(package, ad["lead_id"])),
                "role": "taken for one advertiser's; a grouping of texts",
            },
        )
    for stay in _rows(package, "stays"):
        yield (
            "Event",
            ("stay", stay["advertiser_id"], stay["city"], stay["first_day"].isoformat()),
            {
                "name": f"Ads in {stay['city']}",
                "location": stay["city"],
                "startDate": stay["first_day"].isoformat(),
                "endDate": stay["last_day"].isoformat(),
                "involved": ("advertiser", stay["advertiser_id"]),
                "notes": notes,
            },
        )


def _contacts(identifiers: Any) -> dict[str, list[str]]:
    """What the ads of a lead show; a handle of a platform has no property and stays with the words of its ad."""
    if identifiers is None:
        return {}
    shown = identifiers.filter(~identifiers["is_hub"])
    return {name: shown.filter(kind=kind)["value"].to_list() for kind, name in _CONTACTS.items()}


def _advertiser(package: Package, lead_id: str) -> str:
    return str(package.tables["leads"].filter(lead_id=lead_id)["advertiser_id"][0])


def _rows(package: Package, name: str) -> Iterator[dict[str, Any]]:
    if name in package.tables:
        yield from package.tables[name].iter_rows(named=True)


def _ids(model: Any, schema: str, name: str, value: Any) -> Any:
    if not isinstance(value, tuple):
        return value
    other = model.make_entity(schema, key_prefix=_PREFIX)
    return other.make_id(*value)
