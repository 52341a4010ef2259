"""The catalog of cities and sources: one YAML file each, and the markets that follow from them.

A market is a source in a city, `<city>.<source>`. There is no list to edit: a file that is there is known.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, TypeVar
from zoneinfo import ZoneInfo

import jmespath
import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)

HERE = Path(__file__).parent
Entry = TypeVar("Entry", bound=BaseModel)
SLUG = r"^[a-z0-9_]{1,32}$"
Slug = Annotated[str, StringConstraints(pattern=SLUG)]

#: The fields of an AdRecord that a page can declare.
AdField = Literal[
    "title", "body", "posted_at", "category", "phone", "email", "handle", "price", "age", "location",
    "latitude", "longitude", "images", "poster",
]  # fmt: skip


class CatalogError(ValueError):
    """A city or source that cannot be read or is not known; the message names file, field and remedy."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _existing_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"no time zone is called {value}; use a name such as America/Chicago") from error
    return value


class Neighbourhood(_Strict):
    """A part of a city and its centre, in degrees."""

    name: str
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)


class City(_Strict):
    """A city: its place, its time zone, and the sources that it has."""

    slug: Slug
    name: str
    state: str
    time_zone: str
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    area_codes: tuple[Annotated[str, StringConstraints(pattern=r"^[2-9]\d\d$")], ...]
    neighbourhoods: tuple[Neighbourhood, ...]
    sources: tuple[Slug, ...]

    @field_validator("time_zone")
    @classmethod
    def _zone_exists(cls, value: str) -> str:
        return _existing_zone(value)

    def today(self) -> date:
        """The city's own date now."""
        return datetime.now(ZoneInfo(self.time_zone)).date()

    @property
    def host(self) -> str:
        """The slug as a label of a host name, which may not hold an underscore."""
        return self.slug.replace("_", "-")


class Limits(_Strict):
    """What a crawl may take of a site, how long it waits where it is told to, and what it must yield to be believed.

    An ad whose listing entry did not change is fetched again after `refetch_days` only.
    """

    delay_seconds: float = Field(ge=0)
    connections: int = Field(ge=1, le=16)
    max_pages: int = Field(ge=1)
    max_seconds: int = Field(ge=1)
    max_bytes: int = Field(ge=1000)
    max_depth: int = Field(ge=1)
    max_memory_mb: int = Field(ge=150)
    timeout_seconds: float = Field(gt=0, le=300)
    max_wait_seconds: float = Field(ge=0)
    wait_budget_seconds: float = Field(ge=0)
    refetch_days: int = Field(ge=0)
    min_ads: int = Field(ge=0)
    max_error_share: float = Field(ge=0, le=1)


class Selector(_Strict):
    """Where a field stands on an ad page: CSS, XPath, or a JMESPath into the list of the page's JSON-LD documents.

    All of it counts when `many`, else the first.
    `date` is one of: a strptime format, or several that are tried in turn; `relative` for "3 days ago", counted back
    from the capture; `epoch` for seconds since 1970. `zone` is where times that name none are from; the city's own
    unless given.
    """

    css: str | None = None
    xpath: str | None = None
    jsonld: str | None = None
    many: bool = False
    date: str | tuple[str, ...] | None = None
    zone: str | None = None

    @property
    def dates(self) -> tuple[str, ...]:
        """The forms of a date, in the order in which they are tried."""
        return (self.date,) if isinstance(self.date, str) else self.date or ()

    @field_validator("zone")
    @classmethod
    def _zone_is_one(cls, value: str | None) -> str | None:
        return value if value is None else _existing_zone(value)

    @model_validator(mode="after")
    def _one_way(self) -> Selector:
        if sum(way is not None for way in (self.css, self.xpath, self.jsonld)) != 1:
            raise ValueError("give one of css, xpath and jsonld")
        return self

    @field_validator("jsonld")
    @classmethod
    def _path_is_one(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                jmespath.compile(value)
            except jmespath.exceptions.JMESPathError as error:
                raise ValueError(f"not a JMESPath ({str(error).splitlines()[0]})") from error
        return value


class Listing(_Strict):
    """A listing: its entries, and within one the ad's address; the next page.

    `version` is what within an entry tells that the ad changed, for listings that show a count or "3 hours ago" beside
    it; without it, all that the entry shows.
    """

    entry: Selector
    url: Selector
    next: Selector
    version: Selector | None = None

    @model_validator(mode="after")
    def _same_kind(self) -> Listing:
        if any((way.jsonld is None) != (self.entry.jsonld is None) for way in (self.url, self.version) if way):
            raise ValueError("url and version are looked for within an entry; give jsonld for all of them or for none")
        return self


class AdPage(_Strict):
    """The fields of an ad page, those without which a page is no ad, and the usual share of pages that have each."""

    required: tuple[AdField, ...]
    coverage: dict[AdField, Annotated[float, Field(ge=0, le=1)]]
    fields: dict[AdField, Selector]

    @model_validator(mode="after")
    def _required_are_read(self) -> AdPage:
        missing = {*self.required, "title", "body"} - set(self.fields)
        if missing:
            raise ValueError(f"no selector for {', '.join(sorted(missing))}; add it under fields")
        if unread := set(self.coverage) - set(self.fields):
            raise ValueError(f"coverage names {', '.join(sorted(unread))}, which no selector reads")
        return self


class Source(_Strict):
    """A site's software: where it begins, what may be taken, how its pages are read, and on what legal basis."""

    slug: Slug
    name: str
    sandbox: bool
    legal_basis: str = Field(min_length=10)
    contact: str = Field(min_length=5)
    robots: Literal["obey"]
    #: Spans of the city's own clock in which the site is left alone, such as ["08:00", "10:30"]; none: [].
    quiet_hours: tuple[tuple[time, time], ...]
    start_url: str = Field(pattern=r"^https?://")
    allowed_hosts: tuple[str, ...] = Field(min_length=1)
    limits: Limits
    listing: Listing
    ad: AdPage


class Market(_Strict):
    """A source in a city."""

    city: City
    source: Source

    @property
    def name(self) -> str:
        """`<city>.<source>`."""
        return f"{self.city.slug}.{self.source.slug}"

    @property
    def start_url(self) -> str:
        """The first listing page of this city."""
        return self._fill(self.source.start_url)

    @property
    def allowed_hosts(self) -> list[str]:
        """The hosts that a crawl of this market may ask."""
        return [self._fill(host) for host in self.source.allowed_hosts]

    def _fill(self, text: str) -> str:
        return text.replace("{city_host}", self.city.host).replace("{city}", self.city.slug)


def cities(folder: Path = HERE / "cities") -> dict[str, City]:
    """Every city, by slug; raises CatalogError for a file that is not one."""
    return {path.stem: _read(path, City) for path in sorted(folder.glob("*.yml"))}


def sources(folder: Path = HERE / "sources") -> dict[str, Source]:
    """Every source, by slug; raises CatalogError for a file that is not one."""
    return {path.stem: _read(path, Source) for path in sorted(folder.glob("*.yml"))}


@cache
def markets(root: Path = HERE) -> dict[str, Market]:
    """Every market, by name; raises CatalogError when a city names a source that has no file."""
    known, found = sources(root / "sources"), {}
    for city in cities(root / "cities").values():
        for slug in city.sources:
            if slug not in known:
                raise CatalogError(f"cities/{city.slug}.yml: sources: {slug} has no file; add sources/{slug}.yml")
            market = Market(city=city, source=known[slug])
            found[market.name] = market
    return found


def market(name: str) -> Market:
    """One market; raises CatalogError that says which there are."""
    known = markets()
    if name not in known:
        raise CatalogError(f"market {name}: not known; choose from {', '.join(sorted(known))}")
    return known[name]


def source_hash(source: Source) -> str:
    """SHA-256 of a source as configured, for manifests and parser versions."""
    return hashlib.sha256(source.model_dump_json().encode()).hexdigest()


def is_quiet(moment: time, hours: Iterable[tuple[time, time]]) -> bool:
    """Whether a moment lies in any of the spans; a span may pass midnight."""
    return any(first <= moment < last if first <= last else moment >= first or moment < last for first, last in hours)


def _read(path: Path, kind: type[Entry]) -> Entry:
    where = f"{path.parent.name}/{path.name}"
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        problem = str(error).splitlines()[0]
        raise CatalogError(f"{where}: not valid YAML ({problem}); mend the file") from error
    if not isinstance(content, dict):
        raise CatalogError(f"{where}: holds no keys; see docs/how-to.md for what belongs there")
    try:
        return kind.model_validate({"slug": path.stem, **content})
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "the whole file"
        raise CatalogError(f"{where}: {field}: {first['msg']}; see docs/how-to.md") from error
