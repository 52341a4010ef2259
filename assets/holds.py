"""Legal holds, `config/holds.yml`: whose ads are shown in clear and outlive retention, and who said so.

    - advertiser: a0123456789abcdef
      case: "2026-117"
      why: preservation request of the county
      by: analyst 4
      until: 2027-03-01

An advertiser is named as in config/corrections.yml: by the name that it has or had, or by an ad_id. `until` may be left
out; the hold then lasts until its entry is removed.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assets.corrections import Name

SCHEMA = pl.Schema({"ad": pl.String(), "case": pl.String(), "until": pl.Date()})


class HoldError(ValueError):
    """A hold that cannot be read; the message names entry, field and remedy."""


class Hold(BaseModel):
    """One entry: an advertiser, and the case for which it is held."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    advertiser: Name
    case: str = Field(min_length=1, max_length=100)
    why: str = Field(min_length=5)
    by: str = Field(min_length=1)
    until: date | None = None

    @property
    def ad(self) -> str:
        """The ad that names the advertiser, as the first sixteen digits of its id."""
        return self.advertiser[1:] if len(self.advertiser) == 17 else self.advertiser[:16]


def read_holds(home: Path) -> pl.DataFrame:
    """`run_holds`: ad (sixteen digits), case, until (empty where it has no end). No file, no rows. Raises HoldError."""
    path = home / "config" / "holds.yml"
    if not path.exists():
        return pl.DataFrame(schema=SCHEMA)
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError):
        raise HoldError("config/holds.yml: not valid YAML; mend the file") from None
    if found is not None and not isinstance(found, list):
        raise HoldError("config/holds.yml: is no list; begin each entry with `- advertiser:`")
    holds = [_read(number, entry) for number, entry in enumerate(found or [], start=1)]
    return pl.DataFrame([{"ad": h.ad, "case": h.case, "until": h.until} for h in holds], schema=SCHEMA)


def _read(number: int, entry: Any) -> Hold:
    try:
        return Hold.model_validate(entry)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "the entry"
        # From None: what caused it holds the value, and Dagster keeps causes.
        raise HoldError(f"config/holds.yml: entry {number}: {field}: {first['msg']}; see docs/how-to.md") from None
