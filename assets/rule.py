"""Rules: a `.sql` file each, whose header carries its evidence and whose SELECT gives one row a span.

The header stands in `-- ` lines between two `-- ---` lines, as YAML; its examples run as tests. An indicator that is
words alone may stand in the pack's `pack.yml` instead: the same header with the `category` whose terms it marks.
"""

from __future__ import annotations

import hashlib
import itertools
from functools import cache
from pathlib import Path
from typing import Any, Literal

import polars as pl
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from assets.lexicon import FAMILIES, FLAGS, Pack, packs

_FENCE = "-- ---"

Grade = Literal["A", "B", "C", "X"]
#: What an indicator of words alone selects.
_WORDS = """SELECT
    ad_id AS subject_id,
    1.0 AS strength,
    ad_id,
    span_start,
    span_end,
    day
FROM stg_terms
WHERE pack = '{pack}' AND category = '{category}' AND day IN (SELECT day FROM run_days)"""


class RuleError(ValueError):
    """A rule that cannot be read; the message names file, field and remedy."""


class Example(BaseModel):
    """An example for a rule on advertisers: ads of one advertiser, each in a city on a day."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    city: str
    day: str
    text: str
    source: str = "pinelist"
    #: Links to pictures.
    images: tuple[str, ...] = ()


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
    family: str = Field(pattern=r"^[a-z0-9_]{1,32}$")
    points: int = Field(ge=-10, le=10)
    reviewed_by: str
    subject: Literal["ad", "template", "advertiser"] = "ad"
    #: Of ethnicity, nationality, gender identity or language: measured for audits, never scored, beside no lead.
    is_protected: bool = Field(default=False, alias="protected")
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
        if self.is_protected and (self.points or self.direction != "none"):
            raise ValueError("points: a protected rule is for audits only; set points 0 and direction none")
        if self.points > 0 and (grade not in ("A", "B") or self.direction != "for"):
            raise ValueError("points: only rules graded A or B that speak for a lead carry points; set 0")
        if self.points < 0 and self.direction != "against":
            raise ValueError("points: below zero only for a rule that speaks against a lead")
        return self


@cache
def rules(folder: Path = FLAGS) -> list[Rule]:
    """Every rule of every pack, by id; raises RuleError for a file that is none."""
    written = [read_rule(path) for path in sorted(folder.glob("*/*.sql"))]
    words = [_of_words(pack, name) for pack in packs(folder) for name in pack.indicators]
    both = sorted([*written, *words], key=lambda rule: rule.rule_id)
    for one, other in itertools.pairwise(both):
        if one.rule_id == other.rule_id:
            raise RuleError(f"flags/{one.pack}/pack.yml: indicators: {one.rule_id} is a .sql file too; keep one")
    return both


def rules_frame() -> pl.DataFrame:
    """`run_rules`: one row a rule, as meta_rules shows it."""
    fields = (
        *("rule_id", "pack", "title", "why", "source", "concept_grade", "measure_grade", "direction"),
        *("family", "points", "subject", "is_protected", "reviewed_by", "sha256"),
    )
    rows = [{**{name: getattr(rule, name) for name in fields}, "text": rule.select} for rule in rules()]
    return pl.DataFrame(rows, schema_overrides={"points": pl.Int32})


def read_rule(path: Path) -> Rule:
    """Read and validate one rule; its folder is its pack."""
    where = f"flags/{path.parent.name}/{path.name}"
    return _read(path, path.parent.name, where, _families(path.parent))


def read_draft(path: Path) -> Rule:
    """Read and validate a rule that lies anywhere: of the pack of its folder, or of `draft` with every family known."""
    if not path.is_file():
        raise RuleError(f"{path}: no such file; write a rule as docs/how-to.md says")
    known = {pack.pack: pack.families for pack in packs()}
    if path.resolve().parent.parent == FLAGS.resolve() and path.resolve().parent.name in known:
        return read_rule(path.resolve())
    families = {family for of_pack in known.values() for family in of_pack}
    return _read(path, "draft", path.name, tuple(sorted(families)))


def _read(path: Path, pack: str, where: str, families: tuple[str, ...]) -> Rule:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise RuleError(f"{where}: not text in UTF-8; save it so") from error
    header, select = _split(text, where)
    known = {
        "rule_id": f"{pack}/{path.stem}",
        "pack": pack,
        "select": select,
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }
    return _validated({**known, **header}, where, families)


def _of_words(pack: Pack, name: str) -> Rule:
    """An indicator of a pack.yml as a rule."""
    where, header = f"flags/{pack.pack}/pack.yml: indicators.{name}", dict(pack.indicators[name])
    category = header.pop("category", None)
    if category not in {lexicon.category for lexicon in pack.lexicons}:
        raise RuleError(f"{where}: category: {category} is no category of the pack's lexicons; name one of them")
    known = {
        "rule_id": f"{pack.pack}/{name}",
        "pack": pack.pack,
        "select": _WORDS.format(pack=pack.pack, category=category),
        "sha256": hashlib.sha256(repr((category, sorted(header.items()))).encode()).hexdigest(),
    }
    return _validated({**known, **header}, where, pack.families)


def _families(folder: Path) -> tuple[str, ...]:
    return next((pack.families for pack in packs(folder.parent) if pack.pack == folder.name), FAMILIES)


def _validated(values: dict[str, Any], where: str, families: tuple[str, ...]) -> Rule:
    try:
        rule = Rule.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "header"
        raise RuleError(f"{where}: {field}: {first['msg']}; see docs/how-to.md") from error
    if rule.family not in families:
        raise RuleError(f"{where}: family: {rule.family} is not one of {', '.join(families)}; see the pack.yml")
    return rule


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
