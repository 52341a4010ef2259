"""What people correct: `config/corrections.yml` joins advertisers or keeps them apart, for ever.

    - join: [a0123456789abcdef, afedcba9876543210]
      why: both numbers are of the same agency, see case 17
      by: analyst 4
    - apart: [a0123456789abcdef, [a1111111111111111, a2222222222222222]]
      why: two people who share a hotel's phone
      by: analyst 4

An advertiser is named after its earliest ad, so a name means that ad for ever, whatever it is grouped with later; an
ad_id may stand for it. A list within `apart` is one side whose ads belong together.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import polars as pl
import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

Name = Annotated[str, StringConstraints(pattern=r"^(a[0-9a-f]{16}|[0-9a-f]{64})$")]
SCHEMA = {"entry": pl.Int32, "kind": pl.String, "side": pl.Int32, "ad": pl.String, "why": pl.String}


class CorrectionError(ValueError):
    """A correction that cannot be read or contradicts another; the message names entry, field and remedy."""


class Correction(BaseModel):
    """One entry: advertisers that are one, or sides that are not."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    join: tuple[Name, ...] | None = Field(default=None, min_length=2)
    apart: tuple[Name | tuple[Name, ...], ...] | None = Field(default=None, min_length=2)
    why: str = Field(min_length=5)
    by: str = Field(min_length=1)

    @model_validator(mode="after")
    def _one_wish(self) -> Correction:
        if (self.join is None) == (self.apart is None):
            raise ValueError("say either join or apart")
        return self

    @property
    def sides(self) -> list[list[str]]:
        """The ads of each side, as the first sixteen digits of their ids; one side for `join`."""
        given = [self.join] if self.join else [(side,) if isinstance(side, str) else side for side in self.apart or ()]
        return [
            [name[1:] if name.startswith("a") and len(name) == 17 else name[:16] for name in side] for side in given
        ]


def read_corrections(home: Path) -> pl.DataFrame:
    """`run_corrections`: entry (from 1), kind (join, apart), side, ad (sixteen digits), why. No file, no rows.

    Raises CorrectionError.
    """
    path = home / "config" / "corrections.yml"
    if not path.exists():
        return pl.DataFrame(schema=SCHEMA)
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError):
        raise CorrectionError("config/corrections.yml: not valid YAML; mend the file") from None
    if found is not None and not isinstance(found, list):
        raise CorrectionError("config/corrections.yml: is no list; begin each entry with `- join:` or `- apart:`")
    entries = [_read(number, entry) for number, entry in enumerate(found or [], start=1)]
    _contradictions(entries)
    rows = [row for number, entry in enumerate(entries, start=1) for row in _rows(number, entry)]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _read(number: int, entry: Any) -> Correction:
    try:
        return Correction.model_validate(entry)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "the entry"
        # The value itself stays out of the message: it may be a person's.
        raise CorrectionError(
            f"config/corrections.yml: entry {number}: {field}: {first['msg']}; see docs/how-to.md"
        ) from None


def _rows(number: int, entry: Correction) -> Iterator[tuple[int, str, int, str, str]]:
    kind = "join" if entry.join else "apart"
    for side, names in enumerate(entry.sides):
        for name in names:
            yield number, kind, side, name, entry.why


def _contradictions(entries: list[Correction]) -> None:
    together: dict[str, tuple[str, int]] = {}

    def root(name: str) -> str:
        while together[name][0] != name:
            name = together[name][0]
        return name

    for number, entry in enumerate(entries, start=1):
        for names in entry.sides:
            for name in names:
                together.setdefault(name, (name, number))
            for name in names[1:]:
                together[root(name)] = (root(names[0]), number)
    for number, entry in enumerate(entries, start=1):
        roots = [{root(name) for name in side} for side in entry.sides]
        for at, side in enumerate(roots):
            if any(side & other for other in roots[:at]):
                raise CorrectionError(
                    f"config/corrections.yml: entry {number}: keeps apart what other entries join; remove one of them"
                )
