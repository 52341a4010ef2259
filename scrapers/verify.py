"""Prove that what was archived is what was taken: every link of the ledger, every manifest, every file, every record.

A purge leaves tombstones (scrapers/tombstones.py), with a digest, a date and a reason. They are accepted where the
ledger knows the manifests that they name and has an entry that says so (note `purged`), and nothing that they name is
there.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from scrapers import ledger
from scrapers.partition import LISTINGS, MANIFEST, PAGES, WARC, sha256_of
from scrapers.tombstones import TOMBSTONE, TOMBSTONES, stones_of
from scrapers.warc import BROKEN, Record, read_records


@dataclass(frozen=True)
class Finding:
    """Something that does not hold: where, and what."""

    where: str
    what: str


@dataclass(frozen=True)
class Verified:
    """What was looked at, the ledger's head, and what does not hold."""

    entries: int
    partitions: int
    records: int
    tombstones: int
    head: str | None
    findings: tuple[Finding, ...]


def verify(home: Path, heads: Mapping[str, str] | None = None) -> Verified:
    """Look at everything under `raw/`; nothing is changed.

    `heads` are ledger heads that were written down elsewhere, by where they stand: a ledger that was made anew as a
    whole holds in itself, and is found out by them.
    """
    findings: list[Finding] = []
    entries: list[dict[str, Any]] = []
    try:
        ledger.verify_chain(home)
        entries = ledger.entries(home)
    except (ledger.LedgerError, ValueError, KeyError) as error:
        findings.append(Finding("ledger.jsonl", str(error)))
    hashes = {entry["hash"] for entry in entries}
    findings += [
        Finding("ledger.jsonl", f"has no line {head[:12]}..., the head that {where} names")
        for where, head in (heads or {}).items()
        if head not in hashes
    ]
    folders = sorted(
        {path.parent for name in (MANIFEST, TOMBSTONE) for path in (home / "raw").glob(f"[!.]*/[!.]*/{name}")}
    )
    findings += _against_ledger(home, folders, entries)
    records = stones = buried = 0
    for folder in folders:
        if (folder / TOMBSTONE).exists():
            stones += max(1, stones_of(folder).height)
            buried += 1
            continue
        stones += stones_of(folder).height
        found = list(_partition(folder, entries))
        findings += [item for item in found if isinstance(item, Finding)]
        records += sum(item for item in found if isinstance(item, int))
    head = entries[-1]["hash"] if entries else None
    return Verified(len(entries), len(folders) - buried, records, stones, head, tuple(findings))


def _against_ledger(home: Path, folders: list[Path], entries: list[dict[str, Any]]) -> Iterator[Finding]:
    """Each partition is the one that the ledger entered last, and each entered one is there or buried."""
    last = {(entry["market"], entry["day"]): entry for entry in entries}
    seen = set()
    for folder in folders:
        key = (folder.parent.name, folder.name)
        seen.add(key)
        where = f"{key[0]}/{key[1]}"
        entry = last.get(key)
        if entry is None:
            yield Finding(where, "stands in no line of the ledger: it was added by hand")
        elif (folder / TOMBSTONE).exists():
            yield from _stone(folder, where, entry, entries)
        elif hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest() != entry["manifest_sha256"]:
            yield Finding(f"{where}/{MANIFEST}", f"is not the manifest that line {entry['seq']} of the ledger names")
    for (market, day), entry in last.items():
        if (market, day) not in seen:
            yield Finding(f"{market}/{day}", f"is missing; line {entry['seq']} of the ledger says that it landed")


def _stone(folder: Path, where: str, entry: dict[str, Any], entries: list[dict[str, Any]]) -> Iterator[Finding]:
    try:
        stone = json.loads((folder / TOMBSTONE).read_text(encoding="utf-8"))
        digest, _, reason = stone["manifest_sha256"], date.fromisoformat(stone["date"]), str(stone["reason"]).strip()
    except (ValueError, KeyError, TypeError):
        yield Finding(f"{where}/{TOMBSTONE}", "does not say manifest_sha256, date and reason")
        return
    known = {
        item["manifest_sha256"] for item in entries if (item["market"], item["day"]) == (entry["market"], entry["day"])
    }
    if entry["note"] != "purged" or digest not in known or not reason:
        yield Finding(f"{where}/{TOMBSTONE}", "is not a purge that the ledger knows")
    for name in (MANIFEST, WARC, PAGES, LISTINGS):
        if (folder / name).exists():
            yield Finding(f"{where}/{name}", "is there although the partition was purged")


def _partition(folder: Path, entries: list[dict[str, Any]]) -> Iterator[Finding | int]:
    """The files against the manifest, the records against the index; yields the number of records too."""
    where = f"{folder.parent.name}/{folder.name}"
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files = manifest["files"]
    except (ValueError, KeyError, TypeError):
        yield Finding(f"{where}/{MANIFEST}", "cannot be read")
        return
    for name, held in files.items():
        if not (folder / name).exists():
            yield Finding(f"{where}/{name}", "is missing")
        elif sha256_of(folder / name) != held["sha256"]:
            yield Finding(f"{where}/{name}", "is not the file that the manifest describes")
    yield from _stones(folder, where, manifest, entries)
    if (folder / WARC).exists() and (folder / PAGES).exists():
        yield from _records(folder, where, int(manifest["pages"]))


def _stones(folder: Path, where: str, manifest: dict[str, Any], entries: list[dict[str, Any]]) -> Iterator[Finding]:
    """The tombstones of single records: each with a reason, none of a record that is there, all in the ledger."""
    stones = stones_of(folder)
    told = manifest.get("purged", [])
    if not told and stones.is_empty():
        return
    here = [entry for entry in entries if f"{entry['market']}/{entry['day']}" == where]
    known = {entry["manifest_sha256"] for entry in here}
    is_noted = any(entry["note"] in ("purged", "recovered") for entry in here)
    if not told or not is_noted or not {stone["manifest_sha256"] for stone in told} <= known:
        yield Finding(f"{where}/{MANIFEST}", "tells of a purge that the ledger does not know")
    if stones.filter(pl.col("date").is_null() | (pl.col("reason").str.strip_chars() == "")).height:
        yield Finding(f"{where}/{TOMBSTONES}", "does not say since when and why")
    if (folder / PAGES).exists():
        index = pl.read_parquet(folder / PAGES, columns=["page_id"])
        if back := index.join(stones, on="page_id", how="semi").height:
            yield Finding(f"{where}/{PAGES}", f"holds {back} records that were purged")


def _records(folder: Path, where: str, expected: int) -> Iterator[Finding | int]:
    index = pl.read_parquet(folder / PAGES).select("page_id", "url", "warc_offset", "sha256")
    offsets = index["warc_offset"].to_list()
    if index.height != expected:
        yield Finding(f"{where}/{PAGES}", f"holds {index.height} pages where the manifest says {expected}")
    if offsets != sorted(set(offsets)):
        yield Finding(f"{where}/{PAGES}", "is not in the order of the archive")
    wanted = {row["warc_offset"]: row for row in index.iter_rows(named=True)}
    count, last = 0, 0
    try:
        for record in read_records(folder / WARC):
            count, last = count + 1, record.offset
            row = wanted.pop(record.offset, None)
            if what := _odd(record, row):
                yield Finding(f"{where}/{WARC} at {record.offset}", what)
    except BROKEN as error:
        yield Finding(f"{where}/{WARC} after {last}", f"cannot be read ({type(error).__name__})")
    for offset in sorted(wanted):
        yield Finding(f"{where}/{WARC} at {offset}", "the record of the index is missing")
    yield count


def _odd(record: Record, row: dict[str, Any] | None) -> str | None:
    if row is None:
        return "is a record that no page of the index names: it was added or moved"
    if hashlib.sha256(record.payload).hexdigest() != row["sha256"] or not _digest_holds(record):
        return "its payload is not what was archived"
    if record.url != row["url"]:
        return "is of another address than the index says"
    return None


def _digest_holds(record: Record) -> bool:
    """The record's own digest (SHA-1 in base 32, as WARC files carry it)."""
    told = record.warc_headers.get("WARC-Payload-Digest")
    digest = base64.b32encode(hashlib.sha1(record.payload, usedforsecurity=False).digest()).decode()
    return told in (None, f"sha1:{digest}")
