"""The log of accesses, read and checked: every link of its chain, and the heads that published builds name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from assets.publish.builds import MANIFEST, builds_folder, manifest_of
from pipelines.access import path_of
from scrapers import chain


@dataclass(frozen=True)
class Audited:
    """The lines asked for, how many there are in all, the head, and what does not hold."""

    lines: tuple[dict[str, Any], ...]
    of: int
    head: str | None
    findings: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """Which lines: of whom, of what (the word with which it begins), from when on; all unless said."""

    by: str | None = None
    what: str | None = None
    since: date | None = None

    def wants(self, entry: dict[str, Any]) -> bool:
        """Whether a line is one of them."""
        return (
            (self.by is None or entry.get("by") == self.by)
            and (self.what is None or str(entry.get("what", "")).startswith(self.what))
            and (self.since is None or str(entry.get("at", "")) >= self.since.isoformat())
        )


def audit(home: Path, asked: Asked, heads: Iterable[str] = ()) -> Audited:
    """Read and check the log; `heads` are heads that were written down elsewhere, beside those that builds name.

    A chain that was cut short or made anew holds in itself, and is found out by them.
    """
    path, findings = path_of(home), []
    try:
        chain.verify(path, began_unchained=True)
        entries = chain.entries(path)
    except chain.ChainBroken as error:
        findings, entries = [str(error)], _readable(path)
    known = {entry.get("hash") for entry in entries}
    named = [*_heads_of_builds(home), *(("--head", head) for head in heads)]
    findings += [
        f"records/{path.name}: has no line {head[:12]}..., the head that {where} names: lines were taken out"
        for where, head in named
        if head not in known
    ]
    lines = tuple(entry for entry in entries if asked.wants(entry))
    return Audited(lines, len(entries), chain.head(path), tuple(findings))


def _heads_of_builds(home: Path) -> Iterable[tuple[str, str]]:
    for path in sorted(builds_folder(home).glob(f"[!.]*/{MANIFEST}")):
        if head := manifest_of(path.parent).get("access_head"):
            yield f"build {path.parent.name}", head


def _readable(path: Path) -> list[dict[str, Any]]:
    """What can still be read of a log that does not hold; nothing where a line of it is none."""
    try:
        return chain.entries(path)
    except chain.ChainBroken:
        return []
