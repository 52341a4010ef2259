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
    time_zone: str
    area_codes: tuple[str, ...]
    places: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def host(self) -> str:
        """Its label in host names."""
        return self.slug.replace("_", "-")

    def today(self) -> date:
        """The city's own date now."""
        return datetime.now(ZoneInfo(self.time_zone)).date()


@cache
def cities() -> dict[str, SimulatedCity]:
    """Every city of the catalog, by slug."""
    found = {}
    for path in sorted(FOLDER.glob("*.yml")):
        text = yaml.safe_load(path.read_text(encoding="utf-8"))
        found[path.stem] = SimulatedCity(
            slug=path.stem,
            time_zone=text["time_zone"],
            area_codes=tuple(text["area_codes"]),
            places=tuple(place["name"] for place in text["neighbourhoods"]),
            sources=tuple(text["sources"]),
        )
    return found
