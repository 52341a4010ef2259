"""Pages of a MEMEX CDR file: each document's `raw_content` lands like the page of a WARC file and is read as one.

Media documents (with `obj_parent`) are pictures and their kind: none is kept, and each is counted.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scrapers.page import MAX_BYTES
from scrapers.partner_archive import Found, Pages, pages_of_source
from scrapers.partner_records import json_lines
from scrapers.warc import Page

NO_PICTURES = "document: a picture or other media, which is not kept"


def read_cdr(path: Path, source: str | None) -> Iterator[Found]:
    """Each document, in order; of the market among whose hosts its address is.

    Raises ArchiveUnreadable where no source says how its pages are read, ImportRefused for a line that is no text.
    """
    with pages_of_source(path, source) as pages:
        for _, line in json_lines(path):
            yield _found(line, pages)


def _found(line: bytes, pages: Pages) -> Found:
    try:
        document = json.loads(line)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        return _kept(line, "document: not a JSON object")
    if document.get("obj_parent") or document.get("obj_original_url"):
        return _kept(b"{}", NO_PICTURES)
    content, url = document.get("raw_content"), document.get("url")
    if not isinstance(content, str) or not isinstance(url, str) or not url.isascii() or not url.isprintable():
        return _kept(line, "document: has no raw_content or no url")
    moment = _moment(document.get("timestamp"))
    if moment is None:
        return _kept(line, "timestamp: missing or not a date")
    payload = content.encode("utf-8", "surrogatepass")[: MAX_BYTES + 1]
    return pages.found(url, moment, payload, "text/html; charset=utf-8", (), "")


def _kept(line: bytes, reason: str) -> Found:
    """A document that is no page of a market is kept apart, with the reason."""
    now = datetime.now(UTC).replace(tzinfo=None)
    return Found(Page("urn:x-no-address", now, "record", line, "application/json"), None, reason)


def _moment(value: Any) -> datetime | None:
    """Milliseconds since 1970, or ISO 8601, as naive UTC."""
    try:
        if isinstance(value, int | float) or (isinstance(value, str) and value.isdecimal()):
            return datetime.fromtimestamp(float(value) / 1000, tz=UTC).replace(tzinfo=None)
        return datetime.fromisoformat(str(value)).astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError, OSError):
        return None
