"""Who read, took or changed what is restricted, when and why: `records/access.jsonl`, never rebuilt.

Each line holds the hash of the one before (scrapers/chain.py), and every published build names the head, so that a line
which was altered or taken out is found. `gaining-ground audit` reads and checks it.
"""

from __future__ import annotations

import getpass
import hmac
import json
import os
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from assets.publish.pseudonyms import key_of
from assets.records import ACCESS
from assets.safety.restricted import signals
from scrapers import chain

CHILD_SAFETY = "child-safety"
#: The names that a line has of itself.
_OWN = ("seq", "previous", "at", "hash", "by", "what", "ads", "purpose")


def read_child_safety(home: Path, by: str | None, since: date | None) -> pl.DataFrame:
    """The child-safety list; the reading is noted before anything is shown. Raises OSError if it cannot be."""
    found = signals(home, since)
    note(home, CHILD_SAFETY, by, found["ad_id"].n_unique())
    return found


def unread(home: Path) -> int:
    """Ads on the child-safety list that were looked at since anybody last read it."""
    last = _last(home, CHILD_SAFETY)
    found = signals(home)
    return (found.filter(pl.col("scanned_at") > last) if last else found)["ad_id"].n_unique()


def note(
    home: Path,
    what: str,
    by: str | None,
    ads: int,
    *,
    purpose: str | None = None,
    about: Mapping[str, str | int | list[str]] | None = None,
) -> str:
    """Append one line and return its hash: when, who, what, how many ads, for what purpose; nothing of what was read.

    Call it before anything is shown. `about` are further facts, such as tier, format or SHA-256 of what was handed
    over; never an identifier or a text. Raises OSError where the line cannot be written, ValueError for a name in
    `about` that a line has of itself.
    """
    if taken := sorted(set(about or {}) & set(_OWN)):
        raise ValueError(f"{taken[0]}: a line of the access log has this of itself; choose another name")
    entry = {"by": by or user(), "what": what, "ads": ads}
    if purpose is not None:
        entry["purpose"] = purpose
    return chain.append(path_of(home), {**entry, **(about or {})}, mode=0o600)


def path_of(home: Path) -> Path:
    """Where the log lies."""
    return home / "records" / ACCESS


def trace(home: Path, asked: str) -> str:
    """What stands in a log for a thing that was asked for: whoever knows the thing and the key can tell it again."""
    return "~" + hmac.digest(key_of(home, "access"), asked.encode(), "sha256").hex()[:16]


def _last(home: Path, what: str) -> datetime | None:
    path = path_of(home)
    if not path.exists():
        return None
    times = []
    for line in path.read_bytes().splitlines():
        try:
            entry = json.loads(line)
            if entry["what"] == what:
                times.append(datetime.fromisoformat(entry["at"]).astimezone(UTC).replace(tzinfo=None))
        except (ValueError, KeyError, TypeError):
            continue  # A line that a full disk cut short says nothing, and hides no other.
    return max(times, default=None)


def user() -> str:
    """The name of the account."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}"
