"""What the pages read: the queries in `queries/`, over the finished database of a tier and nothing else.

A lower tier has tables of its own, and queries over them in `queries/<tier>/`. The cities' names, centres and time
zones come from the catalog that ships with the project.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from scrapers.catalog import City, cities

QUERIES = Path(__file__).parent / "queries"
INVESTIGATOR = "investigator"


@dataclass(frozen=True)
class Place:
    """A city as the pages name it; one that the catalog does not know has no centre."""

    slug: str
    name: str
    state: str | None
    known: City | None


class Published:
    """The answers of the queries by name, each asked once."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, tier: str = INVESTIGATOR) -> None:
        self.tier = tier
        self._connection = connection
        self._answers: dict[str, pl.DataFrame] = {}
        self._groups: dict[tuple[str, str], dict[Any, list[dict[str, Any]]]] = {}
        for name, frame in catalog_frames().items():
            connection.register(name, frame.to_arrow())

    def __getitem__(self, query: str) -> pl.DataFrame:
        if query not in self._answers:
            self._answers[query] = self.answer(self.texts[query])
        return self._answers[query]

    def answer(self, sql: str) -> pl.DataFrame:
        """What the tier's database says to a SELECT."""
        found: pl.DataFrame = self._connection.sql(sql).pl()
        return found

    @cached_property
    def texts(self) -> dict[str, str]:
        """The queries of the tier by name: a lower tier's are its own, for it has none of the common tables."""
        folder = QUERIES if self.tier == INVESTIGATOR else QUERIES / self.tier
        return {path.stem: path.read_text(encoding="utf-8").strip() for path in sorted(folder.glob("*.sql"))}

    def rows(self, query: str, **equal: Any) -> list[dict[str, Any]]:
        """The rows of an answer whose columns have these values."""
        return self.where(query, **equal).to_dicts()

    def where(self, query: str, **equal: Any) -> pl.DataFrame:
        """The part of an answer whose columns have these values."""
        frame = self[query]
        return frame.filter(*[pl.col(name) == value for name, value in equal.items()]) if equal else frame

    def by(self, query: str, key: str) -> dict[Any, list[dict[str, Any]]]:
        """The rows of an answer, grouped by a column; grouped once, and shared by all who ask."""
        if (query, key) not in self._groups:
            groups: dict[Any, list[dict[str, Any]]] = {}
            for row in self[query].iter_rows(named=True):
                groups.setdefault(row[key], []).append(row)
            self._groups[query, key] = groups
        return self._groups[query, key]

    def of_leads(self, query: str) -> dict[str, dict[str, Any]]:
        """The answer of a query with one row a lead, by lead_id."""
        return {row["lead_id"]: row for row in self.rows(query)}

    @cached_property
    def places(self) -> list[Place]:
        """Every city that the tier speaks of, by name."""
        return [
            Place(row["city"], row["city_name"], row["state"], cities().get(row["city"]))
            for row in self["places"].to_dicts()
        ]

    @cached_property
    def names(self) -> dict[str, str]:
        """City names by slug."""
        return {place.slug: place.name for place in self.places}


def catalog_frames() -> dict[str, pl.DataFrame]:
    """What queries may read of the catalog: catalog_cities (city, city_name, state, time_zone), catalog_places."""
    known = sorted(cities().items())
    return {
        "catalog_cities": pl.DataFrame(
            [
                {"city": slug, "city_name": city.name, "state": city.state, "time_zone": city.time_zone}
                for slug, city in known
            ],
            schema={"city": pl.String, "city_name": pl.String, "state": pl.String, "time_zone": pl.String},
        ),
        "catalog_places": pl.DataFrame(
            [{"city": slug, "place": part.name} for slug, city in known for part in city.neighbourhoods],
            schema={"city": pl.String, "place": pl.String},
        ),
    }
