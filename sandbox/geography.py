"""The cities that the sandbox simulates: those of the catalog, read as data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

FOLDER = Path(__file__).parent.parent / "scrapers" / "cities"


@dataclass(frozen=True)
class SimulatedCity:
    """A city as the sandbox needs it."""

    slug: str
    name: str
    time_zone: str
    area_codes: tuple[str, ...]
    places: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def host(self) -> str:
        """Its label in host names."""
        return self.slug.replace("_", "-")

    @property
    def zone(self) -> ZoneInfo:
        """Its clock."""
        return ZoneInfo(self.time_zone)

    def today(self) -> date:
        """The city's own date now."""
        return datetime.now(self.zone).date()


@cache
def cities() -> dict[str, SimulatedCity]:
    """Every city of the catalog, by slug."""
    found = {}
    for path in sorted(FOLDER.glob("*.yml")):
        text = yaml.safe_load(path.read_text(encoding="utf-8"))
        found[path.stem] = SimulatedCity(
            slug=path.stem,
            name=text["name"],
            time_zone=text["time_zone"],
            area_codes=tuple(text["area_codes"]),
            places=tuple(place["name"] for place in text["neighbourhoods"]),
            sources=tuple(text["sources"]),
        )
    return found


def area_codes() -> list[list[int]]:
    """The area codes of each city, in the order of the cities."""
    return [[int(code) for code in city.area_codes] for city in cities().values()]


@cache
def foreign_area_codes() -> tuple[int, ...]:
    """The area codes of the United States that belong to none of the cities, by libphonenumber's numbering plan."""
    import phonenumbers

    ours = {int(code) for city in cities().values() for code in city.area_codes}
    usual = phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE
    found = []
    for code in range(201, 990):
        number = phonenumbers.PhoneNumber(country_code=1, national_number=code * 10_000_000 + 5_550_123)
        is_american = phonenumbers.region_code_for_number(number) == "US"
        if code not in ours and is_american and phonenumbers.number_type(number) == usual:
            found.append(code)
    return tuple(found)
