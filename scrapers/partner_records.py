"""A partner's records, one at a time and each as a line of JSON: from JSON Lines, CSV and Parquet.

CDR is the Crawl Data Repository of DARPA's MEMEX programme: JSON Lines, often in gzip, of documents with `url`,
`timestamp`, `content_type`, `raw_content`, `extracted_text`, `extracted_metadata`, `team`, `crawler`, `version`
(github.com/istresearch/memex-cdr, README).
"""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import IO, Any, cast

import polars as pl

from scrapers.mapping import ColumnMapping
from scrapers.partner_archive import is_archive

MAX_LINE = 2_000_000
LINES = (".jsonl", ".ndjson", ".jl", ".jsonl.gz", ".ndjson.gz", ".jl.gz")
#: What a document of CDR has and no AdRecord may have.
CDR = frozenset({"raw_content", "timestamp", "team"})


class ImportRefused(ValueError):
    """A file that cannot be read at all; the message names file, place and remedy."""


def probe(path: Path, mapping: ColumnMapping | None) -> None:
    """Look whether a file can be read at all; raises ImportRefused."""
    if not path.is_file():
        raise ImportRefused(f"{path.name}: no such file; check the path")
    if path.suffix == ".parquet":
        try:
            columns = list(pl.read_parquet_schema(path))
        except (pl.exceptions.PolarsError, OSError) as error:
            raise ImportRefused(f"{path.name}: not a readable Parquet file; ask the sender for it again") from error
        _fits(path, columns, mapping)
    elif path.suffix == ".csv":
        with _text(path) as file:
            _fits(path, _header(path, file, mapping), mapping)
    elif not path.name.endswith(LINES) and not is_archive(path):
        raise ImportRefused(
            f"{path.name}: not a known form; give .jsonl (JSON Lines, AdRecords or CDR; .gz too), .csv, .parquet,"
            " .warc or .warc.gz"
        )


def is_cdr(path: Path) -> bool:
    """Whether a file of JSON Lines holds CDR documents, by its first line."""
    if not path.name.endswith(LINES):
        return False
    with _bytes(path) as file:
        try:
            first = json.loads(file.readline(MAX_LINE * 10))
        except (ValueError, OSError, EOFError):
            return False
    return isinstance(first, dict) and first.keys() >= CDR


def lines(path: Path, mapping: ColumnMapping | None) -> Iterator[tuple[int, bytes]]:
    """Each record's number in its file, from one, and its AdRecord as a line of JSON, in bounded memory.

    Raises ImportRefused for a line that is no text or too long.
    """
    if path.suffix == ".parquet":
        rows = _parquet(path)
    elif path.suffix == ".csv":
        rows = _csv(path, mapping)
    elif mapping is None:
        yield from json_lines(path)
        return
    else:
        yield from ((number, _mapped(line, mapping)) for number, line in json_lines(path))
        return
    for number, row in enumerate(rows, start=1):
        yield number, _dumped(mapping.record(row) if mapping else row)


def json_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines of a file that are not blank, with their numbers. Raises ImportRefused."""
    with _bytes(path) as file:
        try:
            for number, line in enumerate(iter(lambda: file.readline(MAX_LINE), b""), start=1):
                if not line.endswith(b"\n") and len(line) >= MAX_LINE:
                    raise ImportRefused(f"{path.name} line {number}: longer than {MAX_LINE} bytes; not JSON Lines")
                try:
                    line.decode("utf-8")
                except UnicodeDecodeError as error:
                    raise ImportRefused(f"{path.name} line {number}: not UTF-8; convert the file") from error
                if line.strip():
                    yield number, line.strip()
        except (EOFError, gzip.BadGzipFile) as error:
            raise ImportRefused(f"{path.name}: not a whole gzip file; ask the sender for it again") from error


def _mapped(line: bytes, mapping: ColumnMapping) -> bytes:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return line
    return _dumped(mapping.record(row)) if isinstance(row, dict) else line


def _parquet(path: Path) -> Iterator[dict[str, Any]]:
    for batch in pl.scan_parquet(path).collect_batches(chunk_size=10_000):
        for row in batch.iter_rows(named=True):
            yield {name: value for name, value in row.items() if value is not None}


def _csv(path: Path, mapping: ColumnMapping | None) -> Iterator[dict[str, Any]]:
    csv.field_size_limit(MAX_LINE)
    with _text(path) as file:
        header = _header(path, file, mapping)
        try:
            for cells in csv.reader(file, delimiter=mapping.delimiter if mapping else ",", strict=True):
                if len(cells) > len(header):
                    # More cells than columns: no record, and the parser says so.
                    yield {**dict(zip(header, cells, strict=False)), "cells beyond the header": len(cells)}
                elif cells:
                    yield {name: cell for name, cell in zip(header, cells, strict=False) if cell != ""}
        except (csv.Error, UnicodeDecodeError) as error:
            raise ImportRefused(f"{path.name}: not readable as CSV in UTF-8; ask the sender for it again") from error


def _header(path: Path, file: IO[str], mapping: ColumnMapping | None) -> list[str]:
    try:
        header = next(csv.reader(file, delimiter=mapping.delimiter if mapping else ",", strict=True), [])
    except (csv.Error, UnicodeDecodeError) as error:
        raise ImportRefused(f"{path.name}: not readable as CSV in UTF-8; ask the sender for it again") from error
    if len(set(header)) < len(header) or not header:
        raise ImportRefused(f"{path.name}: its first line does not name each column once; ask the sender for one")
    return header


def _fits(path: Path, columns: list[str], mapping: ColumnMapping | None) -> None:
    if mapping is None:
        return
    if unknown := mapping.unknown(columns):
        raise ImportRefused(
            f"{path.name}: the mapping does not know the column {unknown[0][:60]!r}; name it under fields or ignore"
        )
    wanted = {where.column.partition(".")[0] for where in mapping.fields.values()}
    if missing := sorted(wanted - {column.partition(".")[0] for column in columns}):
        raise ImportRefused(f"{path.name}: has no column {missing[0][:60]!r}, which the mapping names")


def _text(path: Path) -> IO[str]:
    return path.open("r", encoding="utf-8-sig", newline="")


def _bytes(path: Path) -> IO[bytes]:
    return cast("IO[bytes]", gzip.open(path, "rb")) if path.suffix == ".gz" else path.open("rb")


def _dumped(values: dict[str, Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, default=_plain).encode("utf-8", "surrogatepass")


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
