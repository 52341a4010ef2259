"""The two lower tiers, `partner.duckdb` and `public.duckdb`: counts only, from the queries in `partner/` and `public/`.

A tier's table is a SELECT of true counts and a promise, as every table. What leaves is made safe here, in the same way
for all of them: a row speaks of at least five advertisers or is not there, a count below five is not told, and any
other is told as the multiple of five at or below it. So the difference of two published numbers leaves at least as many
possible values open as a suppressed cell does. No table holds totals of its own cells, and a week or month is told once
it is over, so that nobody learns from two builds what lay between them. Words are of a fixed set or a closed form.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from assets.model import ROOT, Model, read_models
from assets.promise import Promise
from assets.publish.audiences import read_audiences
from assets.publish.database import dictionary, fill, meta_models, new_file, rows_of
from assets.publish.identities import HOMES, identities, is_closed
from assets.publish.pseudonyms import forget, key_of, pseudonym_sql, teach
from assets.publish.recipients import Recipient
from assets.warehouse import Warehouse

TIERS = ("partner", "public")
#: Counts below this are not told, and rows that speak of fewer advertisers; counts are told in steps of it.
LEAST = 5
#: The column of a tier's table that says how many advertisers a row speaks of.
CONTRIBUTORS = "advertisers"
#: What a tier says of itself, as SQL over its own: words of ours, made before any ad was read. Partners see what each
#: rule says; not of protected attributes, which are for audits of fairness, and not who of the staff reviewed it.
ABOUT = {
    "partner": {
        "meta_columns": "{own}",
        "meta_notice": "{own}",
        "meta_rules": "SELECT * REPLACE ('withheld' AS reviewed_by) FROM ({own}) AS own WHERE NOT is_protected",
    },
    "public": {"meta_columns": "{own}", "meta_notice": "{own}"},
}


def file_of(tier: str) -> str:
    """The name of a tier's file in a build."""
    return f"{tier}.duckdb"


def tier_models(tier: str) -> list[Model]:
    """The tables of a tier."""
    return list(read_models(ROOT, (f"publish/{tier}",)).values())


def is_about_advertisers(promise: Promise) -> bool:
    """Whether a row of the table is about one advertiser (under a pseudonym), and not about a number of them."""
    ids = {kind for kind in identities(promise).values() if kind in HOMES}
    return bool(ids - {"template"}) or (bool(ids) and CONTRIBUTORS not in promise.columns)


class Scope(Protocol):
    """What of a tier one audience gets, under which key."""

    to: Recipient
    key: bytes


def write_tier(warehouse: Warehouse, tier: str, path: Path, scope: Scope | None = None) -> dict[str, int]:
    """Write a tier's file, or what of it is in scope; returns its tables with their rows.

    Raises ValueError for a broken promise.
    """
    rows_too = scope.to.advertiser_rows if scope else read_audiences(warehouse.home).may_see_rows(tier)
    told = [model for model in tier_models(tier) if rows_too or not is_about_advertisers(model.promise)]
    about = [model for model in meta_models() if model.name in ABOUT[tier]]
    warehouse.give("run_columns", dictionary([*told, *about]))
    teach(warehouse.connection, scope.key if scope else key_of(warehouse.home, tier))
    try:
        with new_file(warehouse, path):
            for model in told:
                where = scope.to.condition(model.promise.columns) if scope else "true"
                fill(warehouse, model.promise, f"SELECT * FROM ({safe(model)}) AS safe WHERE {where}", checked=True)
            for model in about:
                fill(warehouse, model.promise, ABOUT[tier][model.name].format(own=model.sql), checked=True)
            return rows_of(warehouse)
    finally:
        forget(warehouse.connection)


def safe(model: Model) -> str:
    """The query of a tier's table with its counts made safe, or its ids under pseudonyms.

    Raises ValueError for a table that cannot be made safe; the message names table, column and remedy.
    """
    _refuse_open_words(model.promise)
    kinds, query = identities(model.promise), (model.sql or "").rstrip().rstrip(";")
    is_counted = not is_about_advertisers(model.promise)
    if is_counted and CONTRIBUTORS not in kinds:
        raise ValueError(f"{model.name}: has no column {CONTRIBUTORS}, so nobody knows whether it is safe; add it")
    chosen = []
    for name, column in model.promise.columns.items():
        if (kind := kinds[name]) in HOMES:
            chosen.append(f'{pseudonym_sql(kind, name)} AS "{name}"')
        else:
            chosen.append(cell(name) if is_counted and column.type == "BIGINT" else f'"{name}"')
    enough = f" WHERE {CONTRIBUTORS} >= {LEAST}" if is_counted else ""
    return f"SELECT {', '.join(chosen)} FROM ({query}) AS told{enough}"


def cell(name: str) -> str:
    """A count as it is told."""
    told = f'CAST({LEAST} * floor("{name}" / {LEAST}) AS BIGINT)'
    return f'CASE WHEN "{name}" >= {LEAST} THEN {told} END AS "{name}"'


def _refuse_open_words(promise: Promise) -> None:
    for name, column in promise.columns.items():
        is_id = identities(promise)[name] in HOMES
        if column.type == "DOUBLE" or column.type.endswith("[]"):
            raise ValueError(f"{promise.table}: {name}: is no count; a tier holds counts, dates and closed words only")
        if column.type == "VARCHAR" and not (is_id or column.one_of or is_closed(column.matches)):
            raise ValueError(f"{promise.table}: {name}: may hold any text; give it one_of, or a form that is closed")
