"""What says that a person offered is not of age: words and stated ages, without negations, notices and other meanings.

A kernel on texts. Patterns run in RE2, so no text makes them slow; the words stand in signals.yml.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import re2
import yaml

from assets.safety.folding import fold

WORDS = Path(__file__).with_name("signals.yml")
#: A declared age of 0 is a form's default and says nothing.
OF_AGE, DECLARED_FROM = 18, 1
#: How far around a signal its negation is looked for, in characters.
_NEAR = 90
_BREAKS = ".!?;,\n()|"


class Signal(NamedTuple):
    """A signal in a text: what kind, in which words of the list, and where (code points, half-open)."""

    kind: str
    term: str
    span_start: int
    span_end: int


class _Patterns(NamedTuple):
    terms: Any
    ages: Any
    negated: Any
    noticed: Any
    negated_age: Any
    otherwise: Any


def signals_in(text: str) -> Iterator[Signal]:
    """Each signal of a text, by place. Linear in the text."""
    patterns, folded = _patterns(), fold(text)
    for kind, pattern in (("words", patterns.terms), ("stated age", patterns.ages)):
        for match in pattern.finditer(folded):
            start, end = match.span(1)
            before, after = _clause(folded, start, end)
            denied = patterns.negated_age.search(before)
            if kind == "words":
                denied = patterns.negated.search(before) or patterns.noticed.match(after)
            if not denied and not patterns.otherwise.match(after):
                yield Signal(kind, " ".join(folded[start:end].split()), start, end)


@cache
def scanner_version() -> str:
    """A digest of words and code (12 hex digits): another scanner looks at everything again."""
    return hashlib.sha256(WORDS.read_bytes() + Path(__file__).read_bytes()).hexdigest()[:12]


def _clause(text: str, start: int, end: int) -> tuple[str, str]:
    """The text before and after a span within its own clause: a negation in another clause is of something else."""
    before = text[max(0, start - _NEAR) : start]
    cut = max(before.rfind(mark) for mark in _BREAKS)
    return before[cut + 1 :], text[end : end + _NEAR]


@cache
def _patterns() -> _Patterns:
    words = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    terms = [term for language in words["terms"].values() for term in language]
    forms = [form for language in words["ages"].values() for form in language]
    age = rf"(?:1\s{{0,2}}[0-7]|{_any(words['age_words'])})"
    ages = "|".join(form.replace("AGE", age).replace(" ?", r"[\s\-]*") for form in forms)
    return _Patterns(
        terms=re2.compile(rf"(?:^|[^\pL\pN])({_any(terms)})(?:$|[^\pL\pN])"),
        ages=re2.compile(rf"(?:^|[^\pL\pN$.,:/\-])({ages})(?:$|[^\pL\pN%:/])"),
        negated=re2.compile(rf"(?:^|\s)(?:{_any(words['negations'])})(?:\s+(?:{_any(words['fillers'])})){{0,5}}\s*$"),
        noticed=re2.compile(rf"\s*(?:(?:are|is|girls|boys)\s+)?(?:{_any(words['notices'])})(?:$|[^\pL])"),
        negated_age=re2.compile(r"(?:^|\s)(?:no|not|never|over|than|isn't|aren't|under|below)\s*$"),
        otherwise=re2.compile(rf"\s*(?:(?:{_any(words['other_meanings'])})(?:$|[^\pL])|[\"%$])"),
    )


def _any(terms: list[str]) -> str:
    """The terms as one alternation, longer ones first; a blank stands for blanks or a hyphen."""
    ordered = sorted(terms, key=len, reverse=True)
    return "|".join(re2.escape(term).replace("\\ ", r"[\s\-]+").replace(" ", r"[\s\-]+") for term in ordered)
