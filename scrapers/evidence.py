"""One ad as evidence: the archived record, the headers, the hashes, the times, the chain, and what was not captured."""

from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from scrapers import ledger
from scrapers.partition import MANIFEST
from scrapers.warc import BROKEN, Record, read_at

#: What a capture never holds, whatever the page shows.
NOT_CAPTURED = (
    "Pictures, videos and other files that the page refers to: they were not asked for. Pictures inside the page were"
    " cut out and replaced by their SHA-256 before it was archived, where the record says X-Inline-Pictures-Cut.",
    "What scripts of the page would have added: no script was run.",
    "Messages, phone numbers or pages behind a login, a CAPTCHA or a form: none was passed.",
    "The page as it was before or after the moment of capture.",
    "The bytes on the wire: the payload is archived after transfer and content encodings were undone.",
)


class EvidenceMissing(ValueError):
    """An ad whose record is not where it should be; the message names what, where and the remedy."""


@dataclass(frozen=True)
class Place:
    """Where an ad's bytes lie (columns of stg_ads)."""

    ad_id: str
    url: str
    captured_at: datetime
    warc_file: str
    warc_offset: int
    sha256: str


@dataclass(frozen=True)
class Archived:
    """An ad's record as it was archived: the gzip members, what is in them, and the day's manifest as bytes."""

    record: Record
    members: bytes
    manifest: bytes
    market: str
    day: str


def archived(home: Path, place: Place) -> Archived:
    """Read an ad's record and look whether it is what was archived; raises EvidenceMissing."""
    warc, where = home / "raw" / place.warc_file, f"{place.warc_file} at {place.warc_offset}"
    if not warc.exists():
        raise EvidenceMissing(
            f"{place.warc_file}: not in {home / 'raw'}; restore it from a backup, or see its tombstone"
        )
    try:
        record, members = read_at(warc, place.warc_offset)
    except BROKEN as error:
        raise EvidenceMissing(f"{where}: no record begins there; run gaining-ground verify") from error
    if hashlib.sha256(record.payload).hexdigest() != place.sha256:
        raise EvidenceMissing(f"{where}: not what was archived; run gaining-ground verify")
    market, day, _ = place.warc_file.split("/")
    return Archived(record, members, (warc.parent / MANIFEST).read_bytes(), market, day)


def bundle(home: Path, place: Place, out: Path) -> Path:
    """Write a ZIP file that can be checked without this software; raises EvidenceMissing."""
    found = archived(home, place)
    entered = [entry for entry in ledger.entries(home) if (entry["market"], entry["day"]) == (found.market, found.day)]
    files = {
        "record.warc.gz": found.members,
        "payload": found.record.payload,
        "headers.txt": _headers(found.record).encode(),
        "manifest.json": found.manifest,
        "ledger.json": json.dumps({"entries": entered, "head": ledger.head(home)}, indent=2).encode(),
    }
    files["README.txt"] = _words(place, files, hashlib.sha256(found.manifest).hexdigest()).encode()
    aside = out.with_name(f".{out.name}.aside")
    with zipfile.ZipFile(aside, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            # Fixed times: the same evidence is the same file.
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    aside.replace(out)
    return out


def _headers(record: Record) -> str:
    lines = [f"{name}: {value}" for name, value in record.warc_headers.items()]
    if record.status_line:
        lines += ["", f"HTTP/1.1 {record.status_line}", *(f"{name}: {value}" for name, value in record.http_headers)]
    return "\n".join(lines) + "\n"


def _words(place: Place, files: dict[str, bytes], manifest_sha256: str) -> str:
    hashes = "".join(f"  {hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in files.items())
    missing = "".join(f"  - {line}\n" for line in NOT_CAPTURED)
    return (
        "Lead, not evidence of a crime - corroborate independently.\n\n"
        f"Ad        {place.ad_id}\nAddress   {place.url}\nCaptured  {place.captured_at.isoformat()}Z (UTC)\n"
        f"Archive   {place.warc_file}, record at byte {place.warc_offset}\nSHA-256   {place.sha256} (payload)\n"
        f"Manifest  {manifest_sha256}\n\n"
        "record.warc.gz is the archived record with the request that was sent (WARC 1.1, ISO 28500); any WARC reader\n"
        "opens it. manifest.json is the manifest of the day's crawl; its SHA-256 stands in ledger.json, where each\n"
        "line of the ledger holds the hash of the line before.\n\n"
        f"SHA-256 of the files here:\n{hashes}\nWhat was not captured:\n{missing}"
    )
