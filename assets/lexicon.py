"""Packs and their lexicons: `flags/<pack>/pack.yml`, validated."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

import polars as pl
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

FLAGS = Path(__file__).parent / "flags"
#: The families of the first pack; another domain names its own.
FAMILIES = ("concealment", "presentation", "several_people", "services", "template", "organisation", "movement")


class PackError(ValueError):
    """A pack that cannot be read; the message names file, field and remedy."""


class Lexicon(BaseModel):
    """Terms of one category in one language, and where the idea of the category comes from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    category: str = Field(pattern=r"^[a-z0-9_]{1,40}$")
    language: Literal["en", "es", "fr"]
    source: str = Field(min_length=10)
    terms: tuple[str, ...] = Field(min_length=1)

    @field_validator("terms")
    @classmethod
    def _folded(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for term in value:
            if term != unicodedata.normalize("NFKC", term).lower().strip() or not term:
                raise ValueError(f"the term {term!r} is not in lower case, or has blanks around it")
        return value


class Pack(BaseModel):
    """A domain: what its leads need, its families of indicators, its lexicons, and indicators that are words alone.

    An indicator of words alone marks the terms of a category; assets/rule.py makes a rule of it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    pack: str = Field(pattern=r"^[a-z0-9_]{1,32}$")
    title: str
    meaning: str
    families_needed: int = Field(ge=1, le=20)
    points_needed: int = Field(ge=1)
    families: tuple[str, ...] = Field(default=FAMILIES, min_length=1)
    lexicons: tuple[Lexicon, ...] = ()
    indicators: dict[str, dict[str, Any]] = {}


class Term(NamedTuple):
    """A term of a lexicon with its pack and category."""

    pack: str
    category: str
    term: str


@cache
def packs(folder: Path = FLAGS) -> list[Pack]:
    """Every pack, by name; raises PackError for a file that is none."""
    return [_read(path) for path in sorted(folder.glob("*/pack.yml"))]


def terms(folder: Path = FLAGS) -> list[Term]:
    """Every term of every pack."""
    return [
        Term(pack.pack, lexicon.category, term)
        for pack in packs(folder)
        for lexicon in pack.lexicons
        for term in lexicon.terms
    ]


def packs_frame() -> pl.DataFrame:
    """`run_packs`: one row a pack with its gate."""
    rows = [
        {
            "pack": pack.pack,
            "title": pack.title,
            "families_needed": pack.families_needed,
            "points_needed": pack.points_needed,
        }
        for pack in packs()
    ]
    return pl.DataFrame(rows)


def _read(path: Path) -> Pack:
    where = f"flags/{path.parent.name}/pack.yml"
    try:
        return Pack.model_validate({"pack": path.parent.name, **yaml.safe_load(path.read_text(encoding="utf-8"))})
    except (yaml.YAMLError, TypeError) as error:
        raise PackError(f"{where}: not valid YAML with keys; mend the file") from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "the whole file"
        raise PackError(f"{where}: {field}: {first['msg']}; see docs/how-to.md") from error
