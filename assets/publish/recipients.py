"""Who gets a package of their own: `config/audiences/<name>.yml`, one file an agency or organisation.

title: Shelter network of Example County
kind: ngo                  # or agency
tier: partner              # investigator (agencies only), partner, public
cities: [atlanta, miami]
packs: [trafficking]
purpose: planning of outreach hours, agreement of June 2026
approved_by: the director
expires: 2027-06-30
advertiser_rows: false     # of the partner tier: queued leads under pseudonyms of this audience's own
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator, model_validator

from assets.lexicon import packs as known_packs
from assets.publish.audiences import AudienceError
from assets.quoting import literal
from scrapers.catalog import Slug, cities

FOLDER = "config/audiences"
Words = Annotated[str, StringConstraints(min_length=5, max_length=500)]


class Recipient(BaseModel):
    """What an audience gets, for what, until when, and who approved it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Slug
    title: Words
    kind: Literal["agency", "ngo"]
    tier: Literal["investigator", "partner", "public"]
    cities: tuple[Slug, ...] = Field(min_length=1)
    packs: tuple[Slug, ...] = Field(min_length=1)
    purpose: Words
    approved_by: str = Field(min_length=1, max_length=200)
    expires: date
    advertiser_rows: bool = False

    @field_validator("cities")
    @classmethod
    def _are_cities(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return _known(value, cities(), "city")

    @field_validator("packs")
    @classmethod
    def _are_packs(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return _known(value, [pack.pack for pack in known_packs()], "pack")

    @model_validator(mode="after")
    def _sees_what_it_may(self) -> Recipient:
        if self.kind == "ngo" and self.tier == "investigator":
            raise ValueError("identities are for agencies; an ngo gets the partner or the public tier")
        if self.advertiser_rows and self.tier != "partner":
            raise ValueError("advertiser_rows goes with the partner tier only")
        return self

    def condition(self, columns: Iterable[str]) -> str:
        """The rows of a table that are of these cities and packs, as SQL over its columns."""
        there, places, packs = set(columns), _listed(self.cities), _listed(self.packs)
        found = [f'"{name}" IN {places}' for name in ("city", "from_city", "to_city") if name in there]
        if "market" in there and "city" not in there:
            found.append(f"split_part(market, '.', 1) IN {places}")
        if "pack" in there:
            found.append(f"(pack IS NULL OR pack IN {packs})")
        if "rule_id" in there:
            found.append(f"split_part(rule_id, '/', 1) IN {packs}")
        return " AND ".join(found) or "true"


def read_recipients(home: Path) -> list[Recipient]:
    """Every audience that has a file, by name; raises AudienceError."""
    return [_read(path) for path in sorted((home / FOLDER).glob("*.yml"))]


def _read(path: Path) -> Recipient:
    where = f"{FOLDER}/{path.name}"
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError):
        raise AudienceError(f"{where}: not valid YAML; mend the file") from None
    try:
        return Recipient.model_validate({"name": path.stem, **(found if isinstance(found, dict) else {})})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "the whole file"
        raise AudienceError(
            f"{where}: {field}: {first['msg'].removeprefix('Value error, ')}; see docs/how-to.md"
        ) from None


def _known(given: tuple[str, ...], have: Iterable[str], what: str) -> tuple[str, ...]:
    if unknown := sorted(set(given) - set(have)):
        raise ValueError(f"{unknown[0]} is no {what}; choose from {', '.join(sorted(have))}")
    return given


def _listed(names: Iterable[str]) -> str:
    return f"({', '.join(literal(name) for name in sorted(names))})"
