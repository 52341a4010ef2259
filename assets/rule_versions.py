"""Every version of every rule that ever ran into something published, kept for ever in `records/rules.jsonl`.

A line is a version: the rule's header and query, its hash, and the first day on which it was in use; a line that says
`removed` ends a rule. So the last day of a version is the day of the line that follows it. How scores are made of the
rules' hits is kept in the same way, under the name `scores`, so that a lead counted otherwise since can be told.
"""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from assets.model import Model, models
from assets.records import append, read
from assets.rule import rules_frame

FILE = "rules.jsonl"
#: How scores are made of hits, kept beside the rules.
SCORES = "scores"
SCHEMA = pl.Schema(
    {
        "rule_id": pl.String(),
        "version": pl.Int32(),
        "first_day": pl.Date(),
        "last_day": pl.Date(),
        **{
            name: pl.String()
            for name in (
                *("pack", "title", "why", "source", "concept_grade", "measure_grade", "direction", "family"),
                *("subject", "reviewed_by", "text", "sha256"),
            )
        },
        "points": pl.Int32(),
        "is_protected": pl.Boolean(),
    }
)


def counting() -> list[Model]:
    """The tables between the rules' evidence and the scores, in the order in which they are made."""
    found = {model.name: model for model in models()}
    wanted, waiting = set(), ["flag_scores"]
    while waiting:
        name = waiting.pop()
        if name in found and name != "flag_evidence" and found[name].stage == "flags" and name not in wanted:
            wanted.add(name)
            waiting += found[name].upstream
    return [model for model in found.values() if model.name in wanted]


def keep_versions(home: Path, today: date) -> int:
    """Note what is in use from today on and was not; returns how many lines that took.

    A rule that comes back as it was is a version of its own, because there was a time without it.
    """
    known: dict[str, dict[str, Any]] = {entry["rule_id"]: entry for _, entry in read(home, FILE)}
    used = {row["rule_id"]: row for row in [*rules_frame().to_dicts(), scores()]}
    lines = []
    for name, row in used.items():
        last = known.get(name, {})
        if last.get("sha256") != row["sha256"] or last.get("removed"):
            lines.append({**row, "version": int(last.get("version", 0)) + 1, "first_day": today.isoformat()})
    for name, last in known.items():
        if name not in used and not last.get("removed"):
            lines.append({"rule_id": name, "version": last["version"], "first_day": today.isoformat(), "removed": True})
    if lines:
        append(home, FILE, lines)
    return len(lines)


def versions_frame(home: Path) -> pl.DataFrame:
    """`run_rule_versions`: one row a version, by rule; `last_day` is empty for what is in use. No file, no rows."""
    rows: list[dict[str, Any]] = []
    open_rows: dict[str, dict[str, Any]] = {}
    for _, entry in read(home, FILE):
        day = date.fromisoformat(entry["first_day"])
        if before := open_rows.pop(entry["rule_id"], None):
            before["last_day"] = day
        if not entry.get("removed"):
            row = {name: entry.get(name) for name in SCHEMA} | {"first_day": day, "last_day": None}
            rows.append(row)
            open_rows[entry["rule_id"]] = row
    return pl.DataFrame(rows, schema=SCHEMA).sort("rule_id", "version")


def in_use(versions: pl.DataFrame, day: date) -> pl.DataFrame:
    """The version of each rule that was in use at the end of a day."""
    then = versions.filter((pl.col("first_day") <= day) & (pl.col("last_day").is_null() | (pl.col("last_day") > day)))
    return then.unique("rule_id", keep="last", maintain_order=True)


def scores() -> dict[str, Any]:
    """How scores are made of hits, as queries and code, with its hash; kept as a version like a rule's."""
    text = "\n".join(model.sql or model.code for model in counting())
    return {"rule_id": SCORES, "text": text, "sha256": hashlib.sha256(text.encode()).hexdigest()}
