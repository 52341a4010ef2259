"""The promise of a table: what it means and what must hold, read from the `<table>.yml` beside it.

Pure: reading a promise touches nothing but its file. `contracts` turns promises into checks, `warehouse` into
tables and comments, `meta_columns` into the data dictionary.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

ColumnType = Literal[
    "VARCHAR", "INTEGER", "BIGINT", "DOUBLE", "BOOLEAN", "DATE", "TIMESTAMP", "VARCHAR[]", "INTEGER[]"
]  # fmt: skip
Severity = Literal["error", "warning"]
#: libyaml's, where PyYAML was built with it: hundreds of files are read before anything else begins.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
#: What a value says of somebody: the id of an ad, advertiser, ...; an identifier such as a phone; words or links that a
#: build withholds outside leads; a place that is told if the catalog knows it; words of a template that a
#: lead follows; or a fact that may stand in every build. See publish/identities.py.
Identity = Literal[
    "ad", "posting", "page", "advertiser", "template", "lead", "subject", "identifier", "withheld", "fact",
    "place", "template_words",
]  # fmt: skip


class PromiseError(ValueError):
    """A promise that cannot be read; the message names file, field and remedy."""


class Column(BaseModel):
    """One column: its type, unit and meaning, and what its values must satisfy."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: ColumnType
    meaning: str = Field(min_length=3)
    unit: str | None = None
    required: bool = False
    one_of: tuple[str, ...] | None = None
    minimum: float | None = None
    maximum: float | None = None
    matches: str | None = None
    references: str | None = Field(default=None, pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")
    severity: Severity = "error"
    identity: Identity | None = None

    @property
    def comment(self) -> str:
        """The meaning with its unit, as it stands in the database and the data dictionary."""
        return f"{self.meaning} Unit: {self.unit}." if self.unit else self.meaning


class Rows(BaseModel):
    """How many rows a checked slice may hold."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    minimum: int = 0
    maximum: int | None = None


class Balance(BaseModel):
    """Two counts that are equal as long as nothing is lost between two stages.

    Each side is a SELECT of one number; `{where}` in it stands for the market and day that is looked at.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    says: str = Field(min_length=10)
    left: str = Field(pattern=r"^SELECT ")
    right: str = Field(pattern=r"^SELECT ")


class Promise(BaseModel):
    """What a table promises to those who read it.

    `refresh` says how the warehouse renews it: `by_day` replaces the rows of the days of a run, `whole` rebuilds
    it, `changed` replaces what its module says. `always` (with `by_day`) is a condition whose rows are replaced in
    every run, whatever their day.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    table: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    meaning: str = Field(min_length=10)
    row: str = Field(min_length=3)
    refresh: Literal["by_day", "whole", "changed"]
    always: str | None = None
    key: tuple[str, ...]
    rows: Rows = Rows()
    columns: dict[str, Column]
    balances: dict[str, Balance] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _names_agree(self) -> Promise:
        unknown = [name for name in self.key if name not in self.columns]
        if unknown:
            raise ValueError(f"key names columns that are not there: {', '.join(unknown)}")
        if self.refresh == "by_day" and "day" not in self.columns:
            raise ValueError("a by_day table needs a column `day`")
        return self

    @property
    def comment(self) -> str:
        """Meaning and grain, as the table's comment in the database."""
        return f"{self.meaning} One row is {self.row}."


def read_promise(path: Path) -> Promise:
    """Read and validate one promise; raises PromiseError naming the file, the field and what to do."""
    try:
        promise = Promise.model_validate(yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER))  # noqa: S506
    except yaml.YAMLError as error:
        raise PromiseError(f"{path.name}: not valid YAML ({error}); mend the file") from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "the whole file"
        raise PromiseError(f"{path.name}: {field}: {first['msg']}; see docs/reference/promises.md") from error
    if promise.table != path.stem:
        raise PromiseError(f"{path.name}: table: says {promise.table}; name it {path.stem}, as the file")
    return promise
