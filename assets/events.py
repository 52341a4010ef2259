"""The calendar of events, `config/events.yml` of the home: what happens in a city and when. People edit it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from scrapers.catalog import Slug

SCHEMA = pl.Schema(
    {"event_id": pl.String(), "name": pl.String(), "city": pl.String(), "first_day": pl.Date(), "last_day": pl.Date()}
)


class CalendarError(ValueError):
    """A calendar that cannot be read; the message names file, entry, field and remedy."""


class Event(BaseModel):
    """What happens in a city from one day to another, both included."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    event_id: Slug
    name: str = Field(min_length=1, max_length=200)
    city: Slug
    first_day: date
    last_day: date

    @model_validator(mode="after")
    def _in_order(self) -> Event:
        if self.first_day > self.last_day:
            raise ValueError("first_day is after last_day; swap them")
        return self


def events_frame(home: Path) -> pl.DataFrame:
    """`run_events`: one row an event, by first day; none where there is no calendar. Raises CalendarError."""
    path = home / "config" / "events.yml"
    if not path.exists():
        return pl.DataFrame(schema=SCHEMA)
    found = [_event(entry, place) for place, entry in enumerate(_entries(path), start=1)]
    twice = {event.event_id for event in found if sum(e.event_id == event.event_id for e in found) > 1}
    if twice:
        raise CalendarError(f"config/events.yml: event_id {min(twice)} stands there twice; give each its own")
    rows = [event.model_dump() for event in found]
    return pl.DataFrame(rows, schema=SCHEMA).sort("first_day", "event_id")


def _entries(path: Path) -> list[Any]:
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError):
        raise CalendarError("config/events.yml: not valid YAML; mend the file") from None
    entries = document.get("events") if isinstance(document, dict) else None
    if entries is None and document in (None, {"events": None}):
        return []
    if not isinstance(entries, list):
        raise CalendarError("config/events.yml: holds no list `events`; see docs/how-to.md")
    return entries


def _event(entry: Any, place: int) -> Event:
    try:
        return Event.model_validate(entry)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "the whole entry"
        raise CalendarError(f"config/events.yml: event {place}: {field}: {first['msg']}; see docs/how-to.md") from None
