"""The portable subset of SQL: what DuckDB and Spark read alike, judged over the syntax tree.

Each entry was tried with sqlglot between DuckDB 2.0 and Spark 4: the first kind changes its result without a word,
the second fails to run. `python -m assets.portable` prints the objections to every model and rule.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import sqlglot
from sqlglot import exp

from assets.model import ROOT, models, read_models

FUNCTIONS = {
    "HASH": "hashes differ between engines; use sha256",
    "LOG": "the base differs; use ln or log10",
    "DATE_DIFF": "counts differ; compare with an INTERVAL",
    "DATEDIFF": "counts differ; compare with an INTERVAL",
    "MODE": "ties differ; rank with row_number",
    "ROUND": "ties differ; round where it is shown",
    "MAD": "unknown to Spark; take medians twice",
    "RANGE": "unknown to Spark; join a table",
    "JARO_WINKLER_SIMILARITY": "unknown to Spark",
    "TO_DAYS": "unknown to Spark; write an INTERVAL",
}


def objections(sql: str) -> list[str]:
    """What leaves the portable subset in one SELECT, in words; empty when nothing does."""
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    return sorted({objection for node in tree.walk() for objection in _object(node)})


def _object(node: exp.Expr) -> Iterator[str]:
    yield from _object_to_function(node)
    if isinstance(node, exp.Star) and isinstance(node.parent, exp.Select | exp.Column):
        yield "SELECT *: name the columns"
    if isinstance(node, exp.Sub) and _are_days(node):
        yield "day - day: compare with an INTERVAL"
    if isinstance(node, exp.Pivot):
        yield "PIVOT: unknown to Spark"
    if isinstance(node, exp.Join) and str(node.args.get("method", "")).upper() == "ASOF":
        yield "ASOF: unknown to Spark"
    if isinstance(node, exp.Select) and len(list(_unnests(node))) > 1:
        yield "two unnests in one SELECT: one a CTE"
    if isinstance(node, exp.Window) and isinstance(node.this, exp.Count) and node.this.find(exp.Distinct):
        yield "count(DISTINCT) OVER: unknown to Spark"


def _object_to_function(node: exp.Expr) -> Iterator[str]:
    if isinstance(node, exp.Anonymous):
        name = str(node.this).upper()
    elif isinstance(node, exp.Func):
        name = node.sql_name()
    else:
        return
    if name in FUNCTIONS:
        yield f"{name.lower()}(): {FUNCTIONS[name]}"
    if isinstance(node, exp.RegexpReplace):
        modifiers = node.args.get("modifiers")
        if (modifiers.name if modifiers else "") != "g":
            yield "regexp_replace without 'g': replaces once here, everywhere in Spark"
        if "\\" in (node.args["replacement"].name if node.args.get("replacement") else ""):
            yield "regexp_replace with back-references: written differently in Spark"
    if isinstance(node, exp.ArrayAgg) and node.find(exp.Order):
        yield "list(x ORDER BY y): Spark loses the order; use string_agg"
    if isinstance(node, exp.PercentileDisc):
        yield "quantile_disc(): unknown to Spark; use quantile_cont"
    if isinstance(node, exp.PercentileCont) and isinstance(node.parent, exp.WithinGroup):
        yield "percentile_cont WITHIN GROUP: use quantile_cont(x, q)"


def _are_days(node: exp.Sub) -> bool:
    """Whether a subtraction seems to be of two dates: our columns of type DATE are called day or end in _day."""
    sides = (node.this, node.expression)
    return all(isinstance(side, exp.Column) and side.name.endswith("day") for side in sides)


def _unnests(select: exp.Select) -> Iterator[exp.Expr]:
    for projection in select.expressions:
        yield from projection.find_all(exp.Unnest, exp.Explode)


def main() -> int:
    """Print every objection with its table; the exit code is their number, at most one."""
    published = read_models(ROOT, ("publish", "publish/partner", "publish/public", "publish/views")).values()
    found = [(m.path.name, text) for m in [*models(), *published] if m.sql for text in objections(m.sql)]
    for name, text in found:
        print(f"{name}: {text}", file=sys.stderr)  # noqa: T201
    return min(len(found), 1)


if __name__ == "__main__":
    sys.exit(main())
