"""The watch list, `config/watch_list.yml` of the home: identifiers, places or texts that somebody may look for.

    - phone: "+1 404 555 0123"          # or email, handle, url
      case: "2026-114"
      approved_by: supervisor 2
      approved_on: 2026-03-01
    - place: truck stop
      city: houston
      ...
    - text: words that are looked for
      ...

It can serve an abuser otherwise, so each entry names a case and who approved it, and ends: after ninety days unless
`expires` says another day. An entry that ended matches nothing, and each refresh says so until it is approved anew or
removed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from assets.asked import IDENTIFIERS, as_identifiers
from assets.lexicon import MAX_WORDS
from scrapers.catalog import Slug

FILE = "config/watch_list.yml"
DAYS, MOST_DAYS = 90, 365
KINDS = (*IDENTIFIERS, "place", "text")
SCHEMA = pl.Schema(
    {
        "entry": pl.Int32(),
        "case_number": pl.String(),
        "kind": pl.String(),
        "value": pl.String(),
        "city": pl.String(),
        "expires": pl.Date(),
    }
)


class WatchListError(ValueError):
    """A watch list that cannot be read; the message names entry, field and remedy, and no value of it."""


class Entry(BaseModel):
    """One thing that is looked for, for whom, and until when."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    phone: str | None = None
    email: str | None = None
    handle: str | None = None
    url: str | None = None
    place: str | None = Field(default=None, min_length=3, max_length=200)
    text: str | None = Field(default=None, min_length=6, max_length=200)
    city: Slug | None = None
    case: str = Field(min_length=1, max_length=100)
    approved_by: str = Field(min_length=1, max_length=200)
    approved_on: date
    expires: date | None = None
    note: str = ""

    @model_validator(mode="after")
    def _one_thing_for_a_time(self) -> Entry:
        if sum(getattr(self, kind) is not None for kind in KINDS) != 1:
            raise ValueError(f"say exactly one of {', '.join(KINDS)}")
        if self.city and self.place is None:
            raise ValueError("city goes with place only")
        if len((self.place or self.text or "").split()) > MAX_WORDS:
            raise ValueError(f"a place or a text is of at most {MAX_WORDS} words")
        if not self.approved_on <= self.ends <= self.approved_on + timedelta(days=MOST_DAYS):
            raise ValueError(f"expires must lie within {MOST_DAYS} days after approved_on")
        return self

    @property
    def kind(self) -> str:
        """What kind of thing it is."""
        return next(kind for kind in KINDS if getattr(self, kind) is not None)

    @property
    def ends(self) -> date:
        """The last day on which it matches."""
        return self.expires or self.approved_on + timedelta(days=DAYS)


@dataclass(frozen=True)
class WatchList:
    """The entries that hold today, as `run_watch_list`, and what is said of those that do not."""

    frame: pl.DataFrame
    refused: tuple[str, ...]
    entries: tuple[Entry, ...]


def read_watch_list(home: Path, today: date) -> WatchList:
    """The list as it holds on a day; no file, no entries. Raises WatchListError for an entry that is none."""
    path = home / FILE
    entries = [_entry(number, entry) for number, entry in enumerate(_listed(path), start=1)] if path.exists() else []
    rows, refused = [], []
    for number, entry in enumerate(entries, start=1):
        value = _normal(number, entry)
        if entry.approved_on > today:
            refused.append(f"{FILE}: entry {number} (case {entry.case}) is approved from {entry.approved_on} on only")
        elif entry.ends < today:
            refused.append(
                f"{FILE}: entry {number} (case {entry.case}) ended on {entry.ends} and matches nothing;"
                " have it approved anew or remove it"
            )
        else:
            rows.append((number, entry.case, entry.kind, value, entry.city, entry.ends))
    return WatchList(pl.DataFrame(rows, schema=SCHEMA, orient="row"), tuple(refused), tuple(entries))


def _listed(path: Path) -> list[Any]:
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError):
        raise WatchListError(f"{FILE}: not valid YAML; mend the file") from None
    if found is not None and not isinstance(found, list):
        raise WatchListError(f"{FILE}: is no list; begin each entry with `- phone:`, `- place:` or `- text:`")
    return found or []


def _entry(number: int, entry: Any) -> Entry:
    try:
        return Entry.model_validate(entry)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "the entry"
        said = first["msg"].removeprefix("Value error, ")
        raise WatchListError(f"{FILE}: entry {number}: {field}: {said}; see docs/how-to.md") from None


def _normal(number: int, entry: Entry) -> str:
    """An identifier as stg_identifiers has it, read by the same kernels; other things as they stand."""
    given = str(getattr(entry, entry.kind)).strip()
    if entry.kind not in IDENTIFIERS:
        return given.lower()
    if (value := normal_identifier(entry.kind, given)) is None:
        raise WatchListError(f"{FILE}: entry {number}: {entry.kind}: is none that an ad could be read to have; mend it")
    return value


def normal_identifier(kind: str, given: str) -> str | None:
    """An identifier as stg_identifiers has it, read by the same kernels; None for one that no ad could have."""
    values = as_identifiers(kind, given)
    return values[0] if len(values) == 1 else None
