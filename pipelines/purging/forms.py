"""The ways in which an identifier stands in a store, as one pattern that RE2, DuckDB and Polars read alike."""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable

#: What stands between two digits of a phone.
_GAP = r"[^0-9A-Za-z]{0,3}"
#: Shorter ones would be found in any text.
SHORTEST = 5
_AT_ONCE = 50


def pattern_of(kind: str, value: str, spellings: Iterable[str] = ()) -> str:
    """A pattern, without regard to case, of an identifier and the ways in which ads wrote it.

    A phone is found with any signs between its digits, and with its digits reversed, as an index of endings has it.
    """
    found = [_form(kind, value), *(re.escape(text) for text in spellings if len(text.strip()) >= SHORTEST)]
    return "(?i)" + "|".join(f"(?:{form})" for form in dict.fromkeys(found))


def patterns_of_urls(urls: Iterable[str]) -> list[str]:
    """Patterns of addresses, some at a time. What follows may not go on with one: /ads/12 is not /ads/123."""
    forms = [re.escape(url) + r"(?:[^0-9A-Za-z_/-]|$)" for url in sorted(urls)]
    return ["|".join(forms[at : at + _AT_ONCE]) for at in range(0, len(forms), _AT_ONCE)]


def _form(kind: str, value: str) -> str:
    if kind == "phone":
        digits = re.sub(r"\D", "", value)
        national = digits[1:] if len(digits) == 11 and digits.startswith("1") else digits
        written = _GAP.join(national)
        return rf"(?:^|[^0-9])(?:\+?1{_GAP})?{written}(?:[^0-9]|$)|(?:^|[^0-9]){national[::-1]}1?(?:[^0-9]|$)"
    bare = value.partition(":")[2] if kind == "handle" and ":" in value else value
    return rf"(?:^|[^0-9A-Za-z_.-]){re.escape(bare)}(?:[^0-9A-Za-z_-]|$)"


def keyed(key: bytes, kind: str, value: str) -> str:
    """A keyed hash of an identifier (HMAC-SHA-256), from which nobody without the key can tell it."""
    return hmac.digest(key, f"{kind}\x1f{value}".encode(), "sha256").hex()
