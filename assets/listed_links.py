"""Sites that others have listed as spam or fraud: `config/listed_links.yml` of the home. People edit it.

    - url: free-chat.example           # as an ad would link to it
      source: who listed it, and where that can be read
      listed_on: 2026-03-01

A link that is listed votes for spam (assets/entities/ent_operation_votes.sql). Nothing is asked of anybody's service.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assets.staging.stg_identifiers import identifiers

FILE = "config/listed_links.yml"
SCHEMA = pl.Schema({"url": pl.String()})


class ListedLinkError(ValueError):
    """A list that cannot be read; the message names entry, field and remedy, and no value of it."""


class Entry(BaseModel):
    """One site, who listed it, and when."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str = Field(min_length=4, max_length=200)
    source: str = Field(min_length=3, max_length=300)
    listed_on: date


def listed_links(home: Path) -> pl.DataFrame:
    """`run_listed_links`: one row a listed site, as stg_identifiers has links; none where there is no list.

    Raises ListedLinkError for an entry that is none.
    """
    path = home / FILE
    entries = _entries(path) if path.exists() else []
    urls = {_url(number, entry) for number, entry in enumerate(entries, start=1)}
    return pl.DataFrame({"url": sorted(urls)}, schema=SCHEMA)


def _entries(path: Path) -> list[Any]:
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError):
        raise ListedLinkError(f"{FILE}: not valid YAML; mend the file") from None
    if found is not None and not isinstance(found, list):
        raise ListedLinkError(f"{FILE}: is no list; begin each entry with `- url:`")
    return found or []


def _url(number: int, entry: Any) -> str:
    try:
        known = Entry.model_validate(entry)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "the entry"
        raise ListedLinkError(f"{FILE}: entry {number}: {field}: {first['msg']}; see docs/how-to.md") from None
    nothing = {f"declared_{kind}": [None] for kind in ("phone", "email", "handle")}
    types = {"row": pl.UInt32, "text": pl.String, **dict.fromkeys(nothing, pl.String)}
    read = identifiers(pl.DataFrame({"row": [0], "text": [known.url], **nothing}, schema=types)).filter(kind="url")
    if read["value"].n_unique() != 1:
        raise ListedLinkError(f"{FILE}: entry {number}: url: is none that an ad could be read to have; mend it")
    return str(read["value"][0])
