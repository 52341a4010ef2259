"""Archive every answer, after decompression and before anything reads it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from scrapers.archive import Page, PartitionWriter

#: They describe the bytes on the wire, not the payload that is archived.
_OF_THE_WIRE = {"content-encoding", "transfer-encoding", "content-length", "connection"}


class ArchiveMiddleware:
    """Writes each response to the partition's WARC and leaves its page_id in the request's meta."""

    def __init__(self, writer: PartitionWriter) -> None:
        self.writer = writer

    @classmethod
    def from_crawler(cls, crawler: Any) -> ArchiveMiddleware:
        """Made by Scrapy; the crawl put the writer on the crawler."""
        return cls(crawler.partition_writer)

    def process_response(self, request: Any, response: Any) -> Any:
        """Archive and pass on."""
        content_type = (response.headers.get(b"Content-Type") or b"").decode("latin-1")[:200]
        page = Page(
            url=response.url,
            captured_at=datetime.now(UTC).replace(tzinfo=None),
            kind=request.meta.get("kind", "robots" if request.url.endswith("/robots.txt") else "other"),
            payload=response.body,
            content_type=content_type,
            status=response.status,
            headers=_headers(response.headers),
            request_headers=_headers(request.headers),
        )
        request.meta["page_id"] = self.writer.add_page(page)
        return response


def _headers(headers: Any) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1").replace("\r", " ").replace("\n", " "))
        for name, values in headers.items()
        if name.decode("latin-1").lower() not in _OF_THE_WIRE
        for value in values
    )
