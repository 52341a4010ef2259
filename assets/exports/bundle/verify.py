"""Check this folder: every archived record, every manifest and the chain of the ledger. It needs Python 3.8 only.

    python3 verify.py

It says what holds, and ends with exit code 1 where something does not.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
from pathlib import Path
from typing import Any, Iterator  # noqa: UP035 - for older Pythons, too

HERE = Path(__file__).resolve().parent


def payload(record: bytes) -> bytes:
    """What a page held: the block of the first record, without its HTTP headers."""
    head, _, rest = record.partition(b"\r\n\r\n")
    fields = dict(line.split(b": ", 1) for line in head.split(b"\r\n")[1:] if b": " in line)
    block = rest[: int(fields[b"Content-Length"])]
    return block.partition(b"\r\n\r\n")[2] if fields[b"WARC-Type"] == b"response" else block


def chain(path: Path) -> list[dict[str, Any]]:
    """The lines of the ledger; raises ValueError where one does not follow from the line before."""
    previous = "0" * 64
    entries: list[dict[str, Any]] = []
    for place, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        entry = json.loads(line)
        held = {key: value for key, value in entry.items() if key != "hash"}
        made = hashlib.sha256(json.dumps(held, sort_keys=True).encode()).hexdigest()
        if entry["previous"] != previous or entry["hash"] != made:
            raise ValueError(f"ledger.jsonl line {place} does not follow from the line before")
        previous = entry["hash"]
        entries.append(entry)
    return entries


def wrong_of(ad: dict[str, Any], entries: list[dict[str, Any]]) -> Iterator[str]:
    """What does not hold for an ad."""
    archived = (HERE / ad["record"]).read_bytes()
    if hashlib.sha256(archived).hexdigest() != ad["record_sha256"]:
        yield f"{ad['record']}: is not the file that was exported"
    elif hashlib.sha256(payload(gzip.decompress(archived))).hexdigest() != ad["sha256"]:
        yield f"{ad['record']}: does not hold the page that was captured"
    manifest = hashlib.sha256((HERE / ad["manifest"]).read_bytes()).hexdigest()
    entered = [e["manifest_sha256"] for e in entries if (e["market"], e["day"]) == (ad["market"], ad["day"])]
    if manifest not in entered:
        yield f"{ad['manifest']}: is in no line of the ledger"


def main() -> int:
    """Check everything; returns the exit code."""
    document = json.loads((HERE / "evidence.json").read_text(encoding="utf-8"))
    wrong: list[str] = []
    entries: list[dict[str, Any]] = []
    try:
        entries = chain(HERE / "ledger.jsonl")
        if entries[-1]["hash"] != document["ledger_head"]:
            wrong.append("ledger.jsonl: does not end with the head that was exported")
    except (ValueError, KeyError, IndexError) as error:
        wrong.append(f"ledger.jsonl: {error}")
    for ad in document["ads"]:
        try:
            wrong.extend(wrong_of(ad, entries))
        except (OSError, ValueError, KeyError, EOFError) as error:
            wrong.append(f"{ad['record']}: cannot be read ({type(error).__name__})")
    for line in wrong:
        sys.stdout.write(f"NO  {line}\n")
    held = "ok " if not wrong else "NO "
    sys.stdout.write(f"{held} {len(document['ads'])} records, {len(entries)} ledger lines\n")
    sys.stdout.write(f"    compare the ledger's head with a report of the time: {document['ledger_head']}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
