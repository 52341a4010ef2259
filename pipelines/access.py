"""Who read what is restricted, and when: one line a reading in `records/access.jsonl`, which is never rebuilt."""

from __future__ import annotations

import getpass
import hmac
import json
import os
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from assets.publish.pseudonyms import key_of
from assets.records import append
from assets.safety.restricted import signals

CHILD_SAFETY = "child-safety"
FILE = "access.jsonl"


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


def note(home: Path, what: str, by: str | None, ads: int, **why: object) -> None:
    """Append one line: when, who, what, how many, and why; nothing of what was read."""
    append(home, FILE, [{"at": datetime.now(UTC).isoformat(), "by": by or user(), "what": what, "ads": ads, **why}])


def trace(home: Path, asked: str) -> str:
    """What stands in a log for a thing that was asked for: whoever knows the thing and the key can tell it again."""
    return "~" + hmac.digest(key_of(home, "access"), asked.encode(), "sha256").hex()[:16]


def _last(home: Path, what: str) -> datetime | None:
    path = home / "records" / FILE
    if not path.exists():
        return None
    times = []
    for line in path.read_text(encoding="utf-8").splitlines():
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
