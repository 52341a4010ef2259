"""What a value says of somebody, read from its promise: which columns a build shows under pseudonyms or not at all.

A column says it itself (`identity:` in the promise); most need not. An id is known by its name, by what it refers to or
by its form; words of a fixed set or of a closed form are facts, as are numbers and dates. Any other text of a table
about ads or advertisers is withheld outside leads, so that a new table leaks nothing before anybody thought of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from assets.promise import Column, Identity, Promise

#: Where each kind of value is at home: its pseudonyms are made from there, and more are made where one is missing.
HOMES: dict[Identity, str] = {
    "ad": "stg_ads.ad_id",
    "posting": "stg_ads.posting_id",
    "page": "stg_captures.page_id",
    "advertiser": "ent_advertisers.advertiser_id",
    "template": "ent_templates.template_id",
    "lead": "mart_leads.lead_id",
    "identifier": "ent_identifiers.value",
}
#: The first letters of ids that are a letter and sixteen hexadecimal digits.
LETTERS: dict[Identity, str] = {"advertiser": "a", "template": "t", "lead": "l"}
_FORMS: dict[str, Identity] = {f"^{letter}[0-9a-f]{{16}}$": kind for kind, letter in LETTERS.items()}
_HASH = "^[0-9a-f]{64}$"
_CLOSED = re.compile(r"\^(?:\[[a-z0-9_-]+\](?:[+*]|\{[0-9,]+\})?|[a-z0-9_/-]|\\\.)+\$")


def identities(promise: Promise) -> dict[str, Identity]:
    """What each column of a table says of somebody."""
    known = {name: _of_column(name, column) for name, column in promise.columns.items()}
    if not any(kind in HOMES or kind == "subject" for kind in known.values()):
        return {name: kind or "fact" for name, kind in known.items()}
    return {name: kind or "withheld" for name, kind in known.items()}


def subject_of(promise: Promise, kinds: Mapping[str, Identity]) -> str | None:
    """The column that says whom a row is about: the first id of the key, or of the row; None for aggregates."""
    names = [*promise.key, *promise.columns]
    return next((name for name in names if kinds[name] in HOMES or kinds[name] == "subject"), None)


def _of_column(name: str, column: Column) -> Identity | None:
    if column.identity is not None:
        return column.identity
    if not column.type.startswith("VARCHAR"):
        return "fact"
    target = column.references.rpartition(".")[2] if column.references else name
    for kind in HOMES:
        if target == f"{kind}_id" or target.endswith(f"_{kind}_id"):
            return kind
    if column.matches in _FORMS:
        return _FORMS[column.matches]
    return "fact" if column.one_of is not None or is_closed(column.matches) else None


def is_closed(form: str | None) -> bool:
    """Whether a form (a column's `matches`) leaves room for a word or two only; a hash stands for what it is of."""
    return form is not None and form != _HASH and _CLOSED.fullmatch(form) is not None
