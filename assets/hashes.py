"""One number for the content of a table, whatever the order of its rows: equal tables have equal hashes."""

from __future__ import annotations

import duckdb


def table_hashes(
    connection: duckdb.DuckDBPyConnection, tables: list[str], without: frozenset[str] = frozenset()
) -> dict[str, str]:
    """Rows and hash of each table, as `<rows>:<sum of the rows' hashes>`; columns are taken by name, but for some."""
    return {table: _hash(connection, table, without) for table in tables}


def _hash(connection: duckdb.DuckDBPyConnection, table: str, without: frozenset[str]) -> str:
    described = connection.execute(f'DESCRIBE SELECT * FROM "{table}"').fetchall()
    row = ", ".join(f'"{name}" := "{name}"' for name in sorted({entry[0] for entry in described} - without))
    sql = f'SELECT count(*), coalesce(sum(CAST(hash(struct_pack({row})) AS HUGEINT)), 0) FROM "{table}"'
    rows, total = connection.execute(sql).fetchall()[0]
    return f"{rows}:{int(total):x}"
