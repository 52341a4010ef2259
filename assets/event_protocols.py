"""How each event of the calendar is to be looked at, written down when the calendar first names it.

Whoever chooses the days, the counts and the cities after the fact finds what was hoped for. So the protocol - the
event, the window, what is counted, the controls, what a verdict needs - is kept for ever in
`records/event_protocols.jsonl` with the day on which it was written and its hash; an event or a method that changed
since is a version of its own, and what came after the event says so.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from assets.events import events_frame
from assets.marts import event_effects, mart_events
from assets.records import append, read

FILE = "event_protocols.jsonl"
#: What the method holds fixed, by the names under which meta_event_protocols shows it.
METHOD: dict[str, Any] = {
    "series": list(mart_events.SERIES),
    "days_before": event_effects.BEFORE,
    "days_after": event_effects.AFTER,
    "weeks": event_effects.WEEKS,
    "weeks_needed": event_effects.WEEKS_NEEDED,
    "controls_needed": event_effects.CONTROLS_NEEDED,
    "alpha": event_effects.ALPHA,
    "power": event_effects.POWER,
    "visible": event_effects.VISIBLE,
}
SCHEMA = pl.Schema(
    {
        "event_id": pl.String(),
        "version": pl.Int32(),
        "written_on": pl.Date(),
        **{name: pl.String() for name in ("name", "city")},
        **{name: pl.Date() for name in ("first_day", "last_day")},
        "series": pl.List(pl.String()),
        **{name: pl.Int32() for name in ("days_before", "days_after", "weeks", "weeks_needed", "controls_needed")},
        **{name: pl.Float64() for name in ("alpha", "power", "visible")},
        "sha256": pl.String(),
    }
)


def keep_protocols(home: Path, today: date) -> int:
    """Write down the protocol of each event that has none as it now stands; returns how many lines that took."""
    last = {entry["event_id"]: entry for _, entry in read(home, FILE)}
    lines = []
    for event in events_frame(home).to_dicts():
        protocol = json.loads(json.dumps({**event, **METHOD}, default=str))
        digest = hashlib.sha256(json.dumps(protocol, sort_keys=True).encode()).hexdigest()
        before = last.get(event["event_id"], {})
        if before.get("sha256") != digest:
            version = int(before.get("version", 0)) + 1
            lines.append({**protocol, "version": version, "written_on": today.isoformat(), "sha256": digest})
    if lines:
        append(home, FILE, lines)
    return len(lines)


def protocols_frame(home: Path) -> pl.DataFrame:
    """`run_event_protocols`: one row a version, by event. No file, no rows."""
    days = ("written_on", "first_day", "last_day")
    rows = [
        {name: entry.get(name) for name in SCHEMA} | {name: date.fromisoformat(entry[name]) for name in days}
        for _, entry in read(home, FILE)
    ]
    return pl.DataFrame(rows, schema=SCHEMA).sort("event_id", "version")
