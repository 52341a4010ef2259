"""Archive every answer, redirects included, after decompression and before anything reads it."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Any

from scrapy.exceptions import IgnoreRequest

from scrapers.archive import PartitionWriter
from scrapers.judgement import CANNOT_WRITE
from scrapers.middlewares.redirects import STATUSES
from scrapers.middlewares.stopping import stop
from scrapers.warc import Page

#: They describe the bytes on the wire, not the payload that is archived.
_OF_THE_WIRE = {"content-encoding", "transfer-encoding", "content-length", "connection"}


class ArchiveMiddleware:
    """Writes each response to the partition's WARC and leaves its page_id in the request's meta."""

    def __init__(self, crawler: Any) -> None:
        self.crawler = crawler
        self.writer: PartitionWriter = crawler.partition_writer

    @classmethod
    def from_crawler(cls, crawler: Any) -> ArchiveMiddleware:
        """Made by Scrapy; the crawl put the writer on the crawler."""
        return cls(crawler)

    def process_response(self, request: Any, response: Any) -> Any:
        """Archive and pass on."""
        if salvaged := request.meta.pop("salvaged", None):
            request.meta["page_id"] = self.writer.add_page(*salvaged)
            return response
        kind = "redirect" if response.status in STATUSES else request.meta["kind"]
        content_type = (response.headers.get(b"Content-Type") or b"").decode("latin-1")[:200]
        page = Page(
            url=response.url,
            captured_at=datetime.now(UTC).replace(tzinfo=None),
            kind=kind,
            payload=response.body,
            content_type=content_type,
            status=response.status,
            headers=_headers(response.headers),
            request_headers=_headers(request.headers),
            asked_url=request.meta.get("asked_url"),
        )
        try:
            request.meta["page_id"] = self.writer.add_page(page)
        except OSError as error:
            # A full disk: what cannot be archived must not be asked for.
            stop(self.crawler, f"{CANNOT_WRITE}{os.strerror(error.errno or 0).lower()}")
            raise IgnoreRequest("the archive cannot be written") from error
        return response


def _headers(headers: Any) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1").replace("\r", " ").replace("\n", " "))
        for name, values in headers.items()
        if name.decode("latin-1").lower() not in _OF_THE_WIRE
        for value in values
    )
