"""A partner's WARC file: its pages land as a crawl's would, and are read by the same page objects."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator

from scrapers.catalog import Market, markets
from scrapers.listing import Entry, ListingPage
from scrapers.page import MAX_BYTES
from scrapers.reading import Reader
from scrapers.warc import BROKEN, Page

SUFFIXES = (".warc", ".warc.gz")
OK = 200


class ArchiveUnreadable(ValueError):
    """A WARC file that can be read no further, or whose source is not known; the message names file and remedy."""


@dataclass(frozen=True)
class Found:
    """A page of the archive: the market that it is of, or None with the reason; the ads that a listing shows."""

    page: Page
    market: Market | None
    reason: str = ""
    entries: tuple[Entry, ...] = field(default=())


def is_archive(path: Path) -> bool:
    """Whether a file's name says that it is a WARC file."""
    return path.name.endswith(SUFFIXES)


def read_archive(path: Path, source: str | None) -> Iterator[Found]:
    """Each page that was answered with 200, in order; other answers and other kinds of records are left out.

    A page is of the market among whose hosts its address is. Raises ArchiveUnreadable.
    """
    offset = 0
    with path.open("rb") as file, pages_of_source(path, source) as pages:
        iterator = ArchiveIterator(file)
        try:
            for record in iterator:
                if record.rec_type == "response" and record.http_headers and _is_page(record):
                    yield _found(record, pages)
                offset = iterator.get_record_offset()
        except BROKEN as error:
            raise ArchiveUnreadable(
                f"{path.name} after byte {offset}: no WARC record can be read; ask the sender for it again"
            ) from error


@dataclass(frozen=True)
class Pages:
    """The markets of a source by host, and a child process that reads its listings."""

    by_host: dict[str, Market]
    reader: Reader

    def found(
        self,
        url: str,
        captured_at: datetime,
        payload: bytes,
        content_type: str,
        headers: tuple[tuple[str, str], ...],
        reason: str,
    ) -> Found:
        """A page of a partner's archive, with the ads that it shows if it is a listing."""
        market = self.by_host.get(_host(url))
        if market is None:
            reason = "url: not of a host of this source's markets"
        listing = self.reader.listing(payload, content_type, url) if market else None
        entries = listing.entries if isinstance(listing, ListingPage) else ()
        kind = "robots" if urlsplit(url).path == "/robots.txt" else "listing" if entries else "ad"
        page = Page(url, captured_at, kind, payload, content_type, OK, "OK", headers)
        return Found(page, None if reason else market, reason, entries)


@contextmanager
def pages_of_source(path: Path, source: str | None) -> Iterator[Pages]:
    """What reads the pages of a source; raises ArchiveUnreadable where there is no such source."""
    known = [market for market in markets().values() if market.source.slug == source]
    if not known:
        raise ArchiveUnreadable(
            f"{path.name}: pages need a source that says how to read them; give --source with one of"
            f" {', '.join(sorted({market.source.slug for market in markets().values()}))}, or add sources/{source}.yml"
        )
    # Listings of a source are alike in all of its cities.
    with Reader(known[0]) as reader:
        yield Pages({host: market for market in known for host in market.allowed_hosts}, reader)


def _is_page(record: Any) -> bool:
    kind = (record.http_headers.get_header("Content-Type") or "").lower()
    return record.http_headers.get_statuscode() == str(OK) and (not kind or "html" in kind or "xml" in kind)


def _found(record: Any, pages: Pages) -> Found:
    # One byte more than a page may have tells the parser that it is too large.
    payload = record.content_stream().read(MAX_BYTES + 1)
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    captured_at, reason = _moment(record.rec_headers.get_header("WARC-Date") or "")
    headers = tuple(record.http_headers.headers)
    content_type = (record.http_headers.get_header("Content-Type") or "")[:200]
    return pages.found(url, captured_at, payload, content_type, headers, reason)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _moment(text: str) -> tuple[datetime, str]:
    try:
        return datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None), ""
    except (ValueError, OverflowError):
        return datetime.now(UTC).replace(tzinfo=None), "WARC-Date: missing or not a date"
