"""Look for patterns in every store of a home: the proof that what was purged is nowhere.

Archives are decompressed, Parquet and DuckDB files read value by value, everything else looked at byte by byte.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import IO, Any

import duckdb
import polars as pl
import re2

#: Bytes read at once, and those that are looked at twice so that nothing is missed between two readings.
PIECE, OVERLAP = 1 << 22, 1 << 12
#: What is read as text within a damaged compressed file ends there.
_BROKEN = (OSError, EOFError, zlib.error)


@cache
def compiled(pattern: str) -> Any:
    """A pattern for bytes; RE2 runs in time that grows with the text alone."""
    options = re2.Options()
    options.max_mem = 64 << 20
    options.log_errors = False
    return re2.compile(pattern.encode(), options)


def is_in(pattern: Any, content: bytes) -> bool:
    """Whether a compiled pattern stands in bytes."""
    return pattern.search(content) is not None


def search(home: Path, patterns: Iterable[str]) -> list[str]:
    """The files, below the home, in which one of the patterns stands; with table and column where there are some."""
    wanted = list(patterns)
    if not wanted:
        return []
    found = []
    for path in sorted(home.rglob("*")):
        if path.is_file() and not path.is_symlink():
            where = path.relative_to(home).as_posix()
            found += [f"{where}{within}" for within in _in_file(path, wanted)]
    return found


def _in_file(path: Path, patterns: list[str]) -> Iterator[str]:
    if path.suffix == ".duckdb":
        yield from _in_database(path, patterns)
    elif path.suffix == ".parquet":
        yield from _in_parquet(path, patterns)
    elif path.suffix == ".gz":
        with gzip.open(path, "rb") as file:
            yield from _in_bytes(file, patterns)
    else:
        with path.open("rb") as file:
            yield from _in_bytes(file, patterns)


def _in_bytes(file: IO[bytes] | gzip.GzipFile, patterns: list[str]) -> Iterator[str]:
    wanted, before = [compiled(pattern) for pattern in patterns], b""
    try:
        while piece := file.read(PIECE):
            if any(is_in(pattern, before + piece) for pattern in wanted):
                yield ""
                return
            before = piece[-OVERLAP:]
    except _BROKEN:
        return


def _in_parquet(path: Path, patterns: list[str]) -> Iterator[str]:
    for name, kind in pl.read_parquet_schema(path).items():
        if kind != pl.String and kind != pl.List(pl.String):
            continue
        values = pl.read_parquet(path, columns=[name])[name]
        texts = values if kind == pl.String else values.explode(empty_as_null=True)
        if any(texts.str.contains(pattern).any() for pattern in patterns):
            yield f": {name}"


def _in_database(path: Path, patterns: list[str]) -> Iterator[str]:
    with duckdb.connect(str(path), read_only=True) as connection:
        columns = connection.execute(
            "SELECT schema_name, table_name, column_name FROM duckdb_columns()"
            " WHERE NOT internal AND data_type LIKE 'VARCHAR%'"
        ).fetchall()
        for schema, table, column in columns:
            sql = f'SELECT 1 FROM "{schema}"."{table}" WHERE regexp_matches(CAST("{column}" AS VARCHAR), ?) LIMIT 1'
            if any(connection.execute(sql, [pattern]).fetchall() for pattern in patterns):
                yield f": {table}.{column}"
