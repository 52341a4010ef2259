"""Which rows of a table a contract judges: each that may break its promise, and some of the others. Pure: gives SQL."""

from __future__ import annotations

from assets.promise import Column, Promise
from assets.quoting import literal

#: Rows of a table that nobody suspects and that are judged all the same.
UNSUSPECTED = 1_000
#: What `\S` of Python does not match, and that of RE2 does: blanks beyond ASCII.
_ANY, _BLANK = r"\S", r"\s\p{Z}\x{1c}-\x{1f}\x{85}"


def rows_judged(promise: Promise, types: dict[str, str], slice_: str) -> str:
    """Every row of the slice that may break an expectation, and UNSUSPECTED others, as a SELECT."""
    chosen = ", ".join(_as_pandas(name, kind) for name, kind in types.items()) or "1 AS nothing"
    suspected = " OR ".join(_suspected(promise.columns[name], name, kind) for name, kind in types.items()) or "false"
    rows = f"SELECT {chosen} FROM {promise.table} WHERE ({slice_})"
    return f"({rows} AND ({suspected}) IS TRUE) UNION ALL ({rows} AND ({suspected}) IS NOT TRUE LIMIT {UNSUSPECTED})"


def _suspected(column: Column, name: str, kind: str) -> str:
    """Where a value may break an expectation of its column: never narrower than Great Expectations, which decides."""
    own, found = f'"{name}"', ["false"]
    if kind != column.type:
        return "true"
    if column.required:
        found.append(f"{own} IS NULL")
    if kind == "DOUBLE":
        found.append(f"isnan({own})")
    if column.one_of is not None:
        found.append(f"{own} NOT IN ({', '.join(literal(value) for value in column.one_of)})")
    if column.minimum is not None:
        found.append(f"{own} < {column.minimum}")
    if column.maximum is not None:
        found.append(f"{own} > {column.maximum}")
    if column.matches is not None:
        found.append(f"NOT regexp_matches({own}, {literal(column.matches.replace(_ANY, f'[^{_BLANK}]'))})")
    return " OR ".join(found)


def _as_pandas(name: str, kind: str) -> str:
    """A column as Great Expectations compares it at once; integers of 32 bits it would compare one by one."""
    return f'CAST("{name}" AS BIGINT) AS "{name}"' if kind == "INTEGER" else f'"{name}"'
