"""E-mail addresses, handles on platforms, and web addresses in text, with their spans."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import polars as pl
import re2

from assets.staging.folding import fold

_AT = r"(?: ?@ ?| ?[\[\(]? ?at ?[\]\)]? ?)"
_DOT = r"(?:\.| ?[\[\(] ?dot ?[\]\)] ?| dot )"
_EMAIL = re2.compile(
    rf"([a-z0-9][a-z0-9._%+\-]{{0,63}}){_AT}([a-z0-9\-]{{1,63}}(?:{_DOT}[a-z0-9\-]{{1,63}}){{0,3}}{_DOT}(?:com|net|org|info|io|co|us|me|mx|ca))\b"
)
_PLATFORMS = {
    "whatsapp": "whatsapp", "telegram": "telegram", "tg": "telegram", "snapchat": "snapchat", "snap": "snapchat",
    "kik": "kik", "instagram": "instagram", "insta": "instagram", "ig": "instagram", "twitter": "twitter",
    "cashapp": "cashapp", "cash app": "cashapp",
}  # fmt: skip
_HANDLE = re2.compile(
    rf"\b({'|'.join(sorted(_PLATFORMS, key=len, reverse=True))})(?: ?[:=] ?[@$]?| ?[@$])([a-z][a-z0-9._]{{2,29}})"
)
_URL = re2.compile(r"https?://[^\s<>\"']{3,500}")
SCHEMA = {
    "row": pl.UInt32,
    "kind": pl.String,
    "value": pl.String,
    "obfuscated": pl.Boolean,
    "span_start": pl.Int32,
    "span_end": pl.Int32,
}


def addresses(texts: pl.Series) -> pl.DataFrame:
    """E-mails, handles and URLs in a column of texts: row, kind, value, obfuscated, span in code points."""
    may = texts.str.contains(
        r"@|(?i:\bat\b|\[at\]|\(at\)|://|whatsapp|telegram|\btg\b|snap|\bkik\b|insta|\big\b|twitter|cash ?app)"
    )
    rows = may.fill_null(False).arg_true()
    found = [(row, *hit) for row, text in zip(rows, texts.gather(rows), strict=True) for hit in addresses_in(text)]
    return pl.DataFrame(found, schema=SCHEMA, orient="row")


def addresses_in(text: str) -> Iterator[tuple[str, str, bool, int, int]]:
    """Each e-mail, handle and URL of a text: kind, normalised value, whether it was hidden, span."""
    folded = fold(text)
    for match in _EMAIL.finditer(folded):
        # " at the " and the like are words; without a sign for at, both words must look like parts of an address.
        written, host = match.group(), _host(match.group(2))
        is_plain = "@" in written and " " not in written and "dot" not in match.group(2)
        yield "email", f"{match.group(1)}@{host}", not is_plain, match.start(), match.end()
    for match in _HANDLE.finditer(folded):
        name = match.group(2).rstrip(".")
        end = match.start(2) + len(name)
        yield "handle", f"{_PLATFORMS[match.group(1)]}:{name}", False, match.start(), end
    for match in _URL.finditer(folded):
        url = match.group().rstrip(".,;:!?)")
        if address := _address(url):
            yield "url", address, False, match.start(), match.start() + len(url)


def _host(written: str) -> str:
    parts = re2.sub(r"[ \[\]\(\)]", "", written)
    return str(re2.sub(r"dot(com|net|org|info|io|co|us|me|mx|ca)$", r".\1", parts)).replace("..", ".")


def _address(url: str) -> str | None:
    """Host and path in lower case; None for what is no address."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    return f"{host.removeprefix('www.')}{parts.path.rstrip('/')}" if host and "." in host else None
