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
#: Words of the longest term.
MAX_WORDS = 8
#: The families of the first pack; another domain names its own.
FAMILIES = ("concealment", "presentation", "several_people", "services", "template", "organisation", "movement")


class PackError(ValueError):
    """A pack that cannot be read; the message names file, field and remedy."""


class Lexicon(BaseModel):
    """Terms of one category in one language, and where the idea of the category comes from.

    A term does not count where one of the `negations` goes before it, with at most a word between: "no deposit".
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    category: str = Field(pattern=r"^[a-z0-9_]{1,40}$")
    language: Literal["en", "es", "fr"]
    source: str = Field(min_length=10)
    terms: tuple[str, ...] = Field(min_length=1)
    negations: tuple[str, ...] = ()

    @field_validator("terms", "negations")
    @classmethod
    def _folded(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for term in value:
            if term != unicodedata.normalize("NFKC", term).lower().strip() or not term:
                raise ValueError(f"the term {term!r} is not in lower case, or has blanks around it")
            if len(term.split()) > MAX_WORDS:
                raise ValueError(f"the term {term!r} has more than {MAX_WORDS} words; shorten it")
            if not any(sign.isalnum() or unicodedata.category(sign) == "So" for sign in term):
                raise ValueError(f"the term {term!r} holds no word and no emoji")
        if len(set(value)) < len(value):
            twice = next(term for term in value if value.count(term) > 1)
            raise ValueError(f"the term {twice!r} stands there twice; remove one")
        return value

    @field_validator("negations")
    @classmethod
    def _one_word(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for negation in value:
            if len(negation.split()) > 1:
                raise ValueError(f"the negation {negation!r} is more than one word")
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
    #: Leads that a city can look at in a week.
    capacity: int = Field(default=10, ge=1)
    #: Whether an advertiser that looks like an independent, or like nothing in particular, is queued all the same.
    queues_unclear: bool = True
    families: tuple[str, ...] = Field(default=FAMILIES, min_length=1)
    lexicons: tuple[Lexicon, ...] = ()
    indicators: dict[str, dict[str, Any]] = {}


class Term(NamedTuple):
    """A term of a lexicon with its pack, category and language, and the words that negate it."""

    pack: str
    category: str
    term: str
    language: str = "en"
    negations: frozenset[str] = frozenset()


@cache
def packs(folder: Path = FLAGS) -> list[Pack]:
    """Every pack, by name; raises PackError for a file that is none."""
    return [_read(path) for path in sorted(folder.glob("*/pack.yml"))]


def terms(folder: Path = FLAGS) -> list[Term]:
    """Every term of every pack."""
    return [
        Term(pack.pack, lexicon.category, term, lexicon.language, frozenset(lexicon.negations))
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
            "capacity": pack.capacity,
            "queues_unclear": pack.queues_unclear,
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
