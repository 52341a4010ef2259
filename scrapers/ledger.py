"""The ledger: one line a landed partition, each with the hash of the line before, so that a change shows.

`raw/ledger.jsonl` is append-only and written under a lock; its head stands in every published manifest.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scrapers import chain

LedgerError = chain.ChainBroken


def ledger_path(home: Path) -> Path:
    """Where the ledger lies."""
    return home / "raw" / "ledger.jsonl"


def append(home: Path, market: str, day: str, manifest_sha256: str, note: str = "landed") -> str:
    """Add an entry and return its hash; durable when it returns."""
    return chain.append(
        ledger_path(home), {"market": market, "day": day, "manifest_sha256": manifest_sha256, "note": note}
    )


def entries(home: Path) -> list[dict[str, Any]]:
    """Every entry, in order; a torn last line (a killed write) is left out. Raises LedgerError."""
    return chain.entries(ledger_path(home))


def head(home: Path) -> str | None:
    """The hash of the last entry; None for an empty ledger."""
    return chain.head(ledger_path(home))


def verify_chain(home: Path) -> int:
    """Check every link; returns the number of entries. Raises LedgerError naming the first line that does not hold."""
    return chain.verify(ledger_path(home))


def repair(home: Path) -> None:
    """Cut off a torn last line, the trace of a killed write."""
    chain.repair(ledger_path(home))
