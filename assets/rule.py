"""Rules: a `.sql` file each, whose header carries its evidence and whose SELECT gives one row a span.

The header stands in `-- ` lines between two `-- ---` lines, as YAML; its examples run as tests.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any, Literal

import polars as pl
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

FLAGS = Path(__file__).parent / "flags"
_FENCE = "-- ---"

Grade = Literal["A", "B", "C", "X"]
Family = Literal[
    "concealment", "presentation", "several_people", "services", "template", "organisation", "movement"
]  # fmt: skip


class RuleError(ValueError):
    """A rule that cannot be read; the message names file, field and remedy."""


class Example(BaseModel):
    """An example for a rule on advertisers: ads of one advertiser, each in a city on a day."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    city: str
    day: str
    text: str


class Rule(BaseModel):
    """A rule: what it says, why, where the idea comes from, how well it is tested, and its query.

    The query gives subject_id, strength (0 to 1), ad_id, span_start, span_end (empty for the whole ad) and day.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    rule_id: str = Field(pattern=r"^[a-z0-9_]+/[a-z0-9_]+$")
    pack: str
    title: str = Field(min_length=5)
    why: str = Field(min_length=20)
    source: str = Field(pattern=r"(19|20)\d\d")
    concept_grade: Grade
    measure_grade: Literal["untested", "A", "B", "C", "X"]
    direction: Literal["for", "against", "none"]
    family: Family
    points: int = Field(ge=-10, le=10)
    reviewed_by: str
    subject: Literal["ad", "template", "advertiser"]
    matches: tuple[str | tuple[Example, ...], ...] = Field(min_length=1)
    ignores: tuple[str | tuple[Example, ...], ...] = Field(min_length=1)
    select: str
    sha256: str

    @model_validator(mode="after")
    def _points_follow_the_grades(self) -> Rule:
        """Only A and B carry points, the lower of concept and tested measure; counter-evidence subtracts."""
        grade = self.concept_grade
        if self.measure_grade != "untested":
            grade = max(grade, self.measure_grade)
        if self.points > 0 and (grade not in ("A", "B") or self.direction != "for"):
            raise ValueError("points: only rules graded A or B that speak for a lead carry points; set 0")
        if self.points < 0 and self.direction != "against":
            raise ValueError("points: below zero only for a rule that speaks against a lead")
        return self


@cache
def rules(folder: Path = FLAGS) -> list[Rule]:
    """Every rule of every pack, by id; raises RuleError for a file that is none."""
    return [read_rule(path) for path in sorted(folder.glob("*/*.sql"))]


def rules_frame() -> pl.DataFrame:
    """`run_rules`: one row a rule, as meta_rules shows it."""
    fields = (
        *("rule_id", "pack", "title", "why", "source", "concept_grade", "measure_grade", "direction"),
        *("family", "points", "subject", "reviewed_by", "sha256"),
    )
    rows = [{**{name: getattr(rule, name) for name in fields}, "text": rule.select} for rule in rules()]
    return pl.DataFrame(rows, schema_overrides={"points": pl.Int32})


def read_rule(path: Path) -> Rule:
    """Read and validate one rule."""
    where = f"flags/{path.parent.name}/{path.name}"
    text = path.read_text(encoding="utf-8")
    header, select = _split(text, where)
    known = {
        "rule_id": f"{path.parent.name}/{path.stem}",
        "pack": path.parent.name,
        "select": select,
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }
    try:
        return Rule.model_validate({**known, **header})
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "header"
        raise RuleError(f"{where}: {field}: {first['msg']}; see docs/how-to.md") from error


def _split(text: str, where: str) -> tuple[dict[str, Any], str]:
    lines = text.splitlines()
    if not lines or lines[0] != _FENCE or _FENCE not in lines[1:]:
        raise RuleError(f"{where}: header: begin with `{_FENCE}`, the header in `-- ` lines, and `{_FENCE}` again")
    end = lines.index(_FENCE, 1)
    try:
        header = yaml.safe_load("\n".join(line.removeprefix("--").removeprefix(" ") for line in lines[1:end]))
    except yaml.YAMLError as error:
        raise RuleError(f"{where}: header: not valid YAML; mend it") from error
    if not isinstance(header, dict):
        raise RuleError(f"{where}: header: holds no keys; see docs/how-to.md")
    return header, "\n".join(lines[end + 1 :]).strip().rstrip(";")
