"""A question put to a published file: one statement, its answer, and what it looks like as text."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import duckdb

from assets.exports.cells import defused


@dataclass(frozen=True)
class Answer:
    """The names of the columns and the rows."""

    columns: list[str]
    rows: list[tuple[Any, ...]]

    def as_csv(self) -> str:
        """CSV (RFC 4180) in which no spreadsheet finds a formula."""
        told = io.StringIO()
        writer = csv.writer(told)
        writer.writerow(self.columns)
        writer.writerows([defused(value) for value in row] for row in self.rows)
        return told.getvalue()

    def as_json(self) -> str:
        """A JSON list of objects, one a row; dates and times as ISO 8601."""
        found = [dict(zip(self.columns, row, strict=True)) for row in self.rows]
        return json.dumps(found, indent=2, default=_told, ensure_ascii=False) + "\n"


def ask(connection: duckdb.DuckDBPyConnection, sql: str) -> Answer:
    """Run one statement; raises ValueError for more or fewer, and for what DuckDB refuses, in its own words."""
    try:
        statements = connection.extract_statements(sql)
        if len(statements) != 1:
            raise ValueError(f"{len(statements)} statements; write exactly one")
        connection.execute(statements[0])
        columns = [column[0] for column in connection.description or ()]
        return Answer(columns, connection.fetchall())
    except duckdb.Error as error:
        raise ValueError(str(error).strip()) from None


def statements(lines: Iterator[str]) -> Iterator[str]:
    """Statements as somebody types them: lines up to one that ends with a semicolon."""
    typed: list[str] = []
    for line in lines:
        if not typed and not line.strip():
            continue
        typed.append(line)
        if line.rstrip().endswith(";"):
            yield "\n".join(typed)
            typed = []
    if any(line.strip() for line in typed):
        yield "\n".join(typed)


def _told(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
