"""How a partner's columns become an AdRecord: a YAML file that names, for each field, where it stands.

    constants: {source: partner_b}
    fields:
      url: link
      title: headline
      body: details.text                     # a dot goes into a nested object
      captured_at: {from: seen, format: "%m/%d/%Y %H:%M", zone: America/New_York}
      city: {from: metro, values: {"Miami, FL": miami}}
      images: {from: photos, split: "|"}
    ignore: [internal_id]                    # columns that are known and left out
    delimiter: ";"                           # of a CSV file

A column that is neither named nor ignored is a reason to refuse: nothing is dropped in silence.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from scrapers.ad import AdRecord

#: Forms of a time that are no strptime format: seconds and milliseconds since 1970.
EPOCHS = {"epoch": 1, "epoch_ms": 1000}


class MappingError(ValueError):
    """A mapping that cannot be read, or does not fit a file; the message names file, field and remedy."""


class FieldFrom(BaseModel):
    """Where a field stands, and how its value is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    column: str = Field(alias="from", min_length=1)
    #: Of a time: a strptime format, or one of EPOCHS; ISO 8601 unless given. `zone` is where times that say none are.
    format: str | None = None
    zone: str = "UTC"
    values: dict[str, str] = {}
    split: str | None = Field(default=None, min_length=1)

    @field_validator("zone")
    @classmethod
    def _exists(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f"no time zone is called {value[:40]}") from error
        return value

    def read(self, row: Mapping[str, Any]) -> Any:
        """The value of a row, or None. What cannot be read stays as it is, for the record to refuse."""
        value = at(row, self.column)
        if value is None or value == "":
            return None
        if self.values:
            value = self.values.get(str(value), value)
        if self.split and isinstance(value, str):
            return [part.strip() for part in value.split(self.split) if part.strip()]
        return self._time(value) if self.format or self.zone != "UTC" else value

    def _time(self, value: Any) -> Any:
        try:
            if self.format in EPOCHS:
                moment = datetime.fromtimestamp(float(value) / EPOCHS[self.format], tz=UTC)
            else:
                read = datetime.strptime(str(value), self.format) if self.format else datetime.fromisoformat(str(value))
                moment = read if read.tzinfo else read.replace(tzinfo=ZoneInfo(self.zone))
            return moment.astimezone(UTC).isoformat()
        except (ValueError, OverflowError, OSError):
            return value


class ColumnMapping(BaseModel):
    """A mapping file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fields: dict[str, FieldFrom]
    constants: dict[str, Any] = {}
    ignore: tuple[str, ...] = ()
    delimiter: str = Field(default=",", min_length=1, max_length=1)

    @field_validator("fields", mode="before")
    @classmethod
    def _names_are_short(cls, value: Any) -> Any:
        """A name alone is a column."""
        if not isinstance(value, dict):
            return value
        return {field: {"from": where} if isinstance(where, str) else where for field, where in value.items()}

    @field_validator("fields", "constants")
    @classmethod
    def _are_fields(cls, value: dict[str, Any]) -> dict[str, Any]:
        if unknown := sorted(set(value) - set(AdRecord.model_fields)):
            raise ValueError(f"{unknown[0]} is no field of an AdRecord")
        return value

    def record(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """The AdRecord's values of a row; a column that the mapping does not know makes it one that is refused."""
        found = {name: value for name, where in self.fields.items() if (value := where.read(row)) is not None}
        strange = {name: row[name] for name in self.unknown(row)}
        return {**self.constants, **found, **strange}

    def unknown(self, columns: Iterable[str]) -> list[str]:
        """The columns that the mapping neither names nor ignores, nor goes into."""
        known = {*self.ignore} | {where.column for where in self.fields.values()}
        known |= {column.partition(".")[0] for column in known}
        return sorted(set(columns) - known)


def at(row: Mapping[str, Any], path: str) -> Any:
    """The value of a column; a dot goes into a nested object, unless a column is called so."""
    if path in row:
        return row[path]
    found: Any = row
    for part in path.split("."):
        if not isinstance(found, Mapping) or part not in found:
            return None
        found = found[part]
    return found


def read_mapping(path: Path) -> ColumnMapping:
    """Read a mapping file; raises MappingError."""
    try:
        return ColumnMapping.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise MappingError(f"{path.name}: no such file; check the path") from error
    except (yaml.YAMLError, UnicodeDecodeError):
        raise MappingError(f"{path.name}: not valid YAML; mend the file") from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "the whole file"
        said = first["msg"].removeprefix("Value error, ")
        raise MappingError(f"{path.name}: {field}: {said}; see docs/how-to.md") from None


def mapping_sha256(mapping: ColumnMapping) -> str:
    """SHA-256 of a mapping, for the provenance of what was read by it."""
    return hashlib.sha256(mapping.model_dump_json(by_alias=True).encode()).hexdigest()
