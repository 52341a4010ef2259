"""What is exported, whatever the format: tables chosen from one file of a build, and what stands over all of them.

Identifiers, texts and links go with a lead that was named, a few at a time. A city or a date gives leads with their
reasons and stays, and nothing by which anybody could be reached: no export is a list of contacts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import duckdb
import polars as pl

from assets.model import tables_of

QUERIES = Path(__file__).parent / "queries"
INVESTIGATOR = "investigator"
NOTICE = "Lead, not evidence - corroborate independently."
#: Leads that may be named in one export: what a city's capacity is in a week.
MOST_NAMED = 10


@dataclass(frozen=True)
class Choice:
    """What was asked for: a tier, and leads by name, or a city, or leads and counts since a day."""

    tier: str = INVESTIGATOR
    leads: tuple[str, ...] = ()
    city: str | None = None
    since: date | None = None

    @property
    def words(self) -> str:
        """The choice in words; a lead's name is a pseudonym and says nothing of anybody."""
        said = [f"lead {lead}" for lead in self.leads]
        said += [f"city {self.city}"] if self.city else []
        said += [f"since {self.since}"] if self.since else []
        return ", ".join(said) or "all"


@dataclass(frozen=True)
class Stamp:
    """What every export carries: how to take it, for whom it is, from which build, when it was made."""

    tier: str
    choice: str
    build_id: str
    build_sha256: str
    code_version: str
    is_simulated: bool
    exported_at: datetime
    notice: str = NOTICE

    @property
    def headline(self) -> str:
        """The notice, with SIMULATED DATA where it is."""
        return f"SIMULATED DATA. {self.notice}" if self.is_simulated else self.notice

    @property
    def lines(self) -> dict[str, str]:
        """The stamp as words by name; `build_sha256` is the hash of the file that everything was taken from."""
        return {
            "notice": self.headline,
            "tier": self.tier,
            "choice": self.choice,
            "build": self.build_id,
            "build_sha256": self.build_sha256,
            "code_version": self.code_version,
            "exported_at": self.exported_at.isoformat(timespec="seconds") + "Z",
        }


@dataclass(frozen=True)
class Package:
    """Tables by name under one stamp; `meanings` has the words of their columns, `home` the archive behind them."""

    stamp: Stamp
    tables: dict[str, pl.DataFrame]
    home: Path
    meanings: dict[str, str] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """All rows of all tables."""
        return sum(len(table) for table in self.tables.values())


class NothingChosen(ValueError):
    """A choice that gives nothing, or more than one export may hold; the message says what to do."""


def choose(connection: duckdb.DuckDBPyConnection, choice: Choice) -> dict[str, pl.DataFrame]:
    """The chosen tables of a tier's file. Raises NothingChosen."""
    if choice.tier != INVESTIGATOR:
        return _counts(connection, choice)
    if len(choice.leads) > MOST_NAMED:
        raise NothingChosen(f"--lead: {len(choice.leads)} leads; name at most {MOST_NAMED}, or choose a city")
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE chosen_leads AS SELECT lead_id, advertiser_id, len($leads) > 0 AS is_named"
        " FROM mart_leads WHERE CASE WHEN len($leads) > 0 THEN lead_id IN (SELECT unnest($leads))"
        " ELSE status = 'queued' END AND ($city IS NULL OR list_contains(string_split(cities, ', '), $city)"
        " OR city = $city) AND ($since IS NULL OR last_day >= $since)",
        {"leads": list(choice.leads), "city": choice.city, "since": choice.since},
    )
    tables = {
        path.stem: connection.sql(path.read_text(encoding="utf-8")).pl() for path in sorted(QUERIES.glob("*.sql"))
    }
    found = set(tables["leads"]["lead_id"])
    if missing := sorted(set(choice.leads) - found):
        raise NothingChosen(f"{', '.join(missing)}: no such lead in this build; take it from a page or mart_leads")
    if not found:
        raise NothingChosen(f"{choice.words}: no queued lead; nothing is written")
    if not choice.leads:
        return {name: table for name, table in tables.items() if name in ("leads", "reasons", "stays")}
    return tables


def meanings(connection: duckdb.DuckDBPyConnection, tables: dict[str, pl.DataFrame]) -> dict[str, str]:
    """What each `<table>.<column>` says, in the words of the tables of the build that it comes from."""
    described = "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal"
    words = {(table, column): comment for table, column, comment in connection.execute(described).fetchall()}
    found = {}
    for name, table in tables.items():
        query = QUERIES / f"{name}.sql"
        origins = sorted(tables_of(query.read_text(encoding="utf-8"), name)) if query.exists() else [name]
        for column in table.columns:
            said = (words.get((origin, column)) for origin in (*origins, "mart_leads"))
            found[f"{name}.{column}"] = next(filter(None, said), "")
    return found


def _counts(connection: duckdb.DuckDBPyConnection, choice: Choice) -> dict[str, pl.DataFrame]:
    """The tables of counts, as they are; a choice of city or day leaves the others out."""
    if choice.leads:
        raise NothingChosen(f"--lead: the {choice.tier} tier holds counts and no lead; leave it out")
    tables = {}
    for (name,) in connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY ALL").fetchall():
        if not name.startswith("meta_"):
            table = connection.sql(f"SELECT * FROM {name}").pl()
            tables[name] = _narrowed(table, choice).sort(pl.all())
    if not any(len(table) for table in tables.values()):
        raise NothingChosen(f"{choice.words}: no rows; nothing is written")
    return tables


def _narrowed(table: pl.DataFrame, choice: Choice) -> pl.DataFrame:
    if choice.city:
        cities: Sequence[str] = [name for name in ("city", "from_city", "to_city") if name in table.columns]
        table = table.filter(pl.any_horizontal(pl.col(name) == choice.city for name in cities)) if cities else table
    days = [name for name in ("week", "month", "last_week") if name in table.columns]
    return table.filter(pl.col(days[0]) >= choice.since) if choice.since and days else table
