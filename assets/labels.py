"""What people said of leads: `records/labels.jsonl`, a line a label, which people may edit and pages may add to.

A label is an *opinion* (of who looked at the ads) or an *outcome* (what became of it in the world, with its source).
The two are counted apart. The latest of a kind counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import polars as pl
from pydantic import (
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)

from assets.records import RecordError, read, read_lines

FILE = "labels.jsonl"
#: What an operation may be said to be. Who is said to work on their own is dismissed: no list of them is kept.
OPERATIONS = ("trafficking_indicators", "spam", "scam", "massage", "agency", "drug_sale", "unclear")
OUTCOMES = ("case_opened", "services_accepted", "charged", "unfounded")
#: Outcomes that say that there was nothing.
REFUTED = ("unfounded",)
LeadId = Annotated[str, StringConstraints(pattern=r"^l[0-9a-f]{16}$")]
SCHEMA = pl.Schema(
    {
        "line": pl.Int64(),
        "lead_id": pl.String(),
        "pack": pl.String(),
        "ad": pl.String(),
        "kind": pl.String(),
        "value": pl.String(),
        "said_at": pl.Datetime("us"),
        "seen": pl.String(),
    }
)


class LabelError(RecordError):
    """A label that cannot be read; the message names file, line, field and remedy, and no value of it."""


class Label(BaseModel):
    """One label. `pack`, `advertiser_id` and `seen` are filled in when it is given: they outlive a change of the lead.

    `seen` are the rules that spoke for the lead then: only others are new evidence.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    lead_id: LeadId
    at: datetime = Field(validation_alias=AliasChoices("at", "labelled_at"))
    by: str = Field(min_length=1, max_length=200)
    opinion: str | None = None
    outcome: Literal["case_opened", "services_accepted", "charged", "unfounded"] | None = None
    source: str | None = Field(default=None, min_length=3, max_length=1000)
    note: str = Field(default="", max_length=5000)
    build: str | None = None
    pack: str | None = Field(default=None, pattern=r"^[a-z0-9_]{1,32}$")
    advertiser_id: str | None = Field(default=None, pattern=r"^a[0-9a-f]{16}$")
    seen: tuple[str, ...] | None = None

    @field_validator("at")
    @classmethod
    def _in_utc(cls, value: datetime) -> datetime:
        if value.tzinfo is None:
            raise ValueError("says no time zone; write it like 2026-03-01T09:00:00+00:00")
        return value.astimezone(UTC)

    @field_validator("opinion")
    @classmethod
    def _known(cls, value: str | None) -> str | None:
        if value is None or value in ("confirmed", "dismissed"):
            return value
        name = value.removeprefix("operation=").replace(" ", "_")
        if value == "operation=independent":
            return "dismissed"
        if not value.startswith("operation=") or name not in OPERATIONS:
            raise ValueError(f"write confirmed, dismissed, or operation= and one of {', '.join(OPERATIONS)}")
        return f"operation={name}"

    @model_validator(mode="after")
    def _one_kind(self) -> Label:
        if (self.opinion is None) == (self.outcome is None):
            raise ValueError("say either an opinion or an outcome; two labels say both")
        if self.outcome and not self.source:
            raise ValueError("an outcome needs its source, such as the number of a case or who told it")
        return self

    @property
    def is_same(self) -> tuple[Any, ...]:
        """What makes it this label and no other, whatever was filled in."""
        return (self.lead_id, self.at, self.by, self.opinion, self.outcome, self.source, self.note)


def read_labels(home: Path) -> list[tuple[int, Label]]:
    """Every label with its line. Raises LabelError, or RecordError for a line that is no object."""
    return [(number, label_of(entry, f"records/{FILE}", number)) for number, entry in read(home, FILE)]


def read_labels_of(path: Path) -> list[Label]:
    """The labels of a file that a page wrote, with the same checks."""
    return [label_of(entry, path.name, number) for number, entry in read_lines(path, path.name)]


def label_of(entry: dict[str, Any], where: str, number: int) -> Label:
    """A line as a label; raises LabelError."""
    try:
        return Label.model_validate(entry)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "the label"
        said = first["msg"].removeprefix("Value error, ")
        raise LabelError(
            f"{where}: line {number}: {field}: {said}; mend the line, or remove it; see docs/how-to.md"
        ) from None


def labels_frame(home: Path) -> pl.DataFrame:
    """`run_labels`: line, lead_id, pack, ad (sixteen digits of the advertiser's name), kind, value, said_at, seen.

    Who said it and the note stay in the file. `kind` is opinion or outcome; an opinion on the operation alone says
    nothing of the lead and is left out. Raises LabelError.
    """
    return pl.DataFrame(list(_rows(home)), schema=SCHEMA, orient="row")


def _rows(home: Path) -> Iterator[tuple[Any, ...]]:
    for number, label in read_labels(home):
        if label.opinion and label.opinion.startswith("operation="):
            continue
        yield (
            *(
                number,
                label.lead_id,
                label.pack,
                label.advertiser_id[1:] if label.advertiser_id and label.pack else None,
            ),
            *(("opinion", label.opinion) if label.opinion else ("outcome", verdict_of(label.outcome))),
            *(label.at.replace(tzinfo=None), None if label.seen is None else ",".join(sorted(label.seen))),
        )


def verdict_of(outcome: str | None) -> str:
    """What an outcome says of the lead: confirmed or dismissed."""
    return "dismissed" if outcome in REFUTED else "confirmed"
