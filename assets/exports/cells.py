"""Cells of a spreadsheet: text that a spreadsheet program would take for a formula is made plain text."""

from __future__ import annotations

from typing import Any

#: What begins a formula in a spreadsheet, also full-width, and what it skips before one (OWASP, CSV Injection).
_FORMULA = frozenset("=+-@＝＋－＠|%")
_SKIPPED = " \t\r\n\v\f\0\ufeff\u00a0"


def defused(value: Any) -> Any:
    """A cell that no spreadsheet runs: such text gets an apostrophe before it; other values stay as they are.

    A phone in its international form begins with + and so stays text, with every digit.
    """
    if not isinstance(value, str):
        return value
    begins = value.lstrip(_SKIPPED)[:1]
    risky = begins in _FORMULA if begins else False
    return f"'{value}" if risky or value[:1] in ("\t", "\r", "\n") else value


def plain(value: str) -> str:
    """The text that `defused` was given."""
    return value[1:] if value.startswith("'") and defused(value[1:]) == value else value
