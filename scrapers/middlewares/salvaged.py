"""Answer from what a killed crawl of the same day had archived, before anything is asked of the site."""

from __future__ import annotations

from typing import Any

from scrapy.responsetypes import responsetypes

from scrapers.salvage import Salvage


class SalvageMiddleware:
    """Looks for each ad among the salvaged pages."""

    def __init__(self, salvage: Salvage, stats: Any) -> None:
        self.salvage, self.stats = salvage, stats

    @classmethod
    def from_crawler(cls, crawler: Any) -> SalvageMiddleware:
        """Made by Scrapy; the crawl put what it salvaged on the crawler."""
        return cls(crawler.salvage, crawler.stats)

    def process_request(self, request: Any) -> Any:
        """A response made of the archived record, or nothing."""
        found = self.salvage.take(request.url) if request.meta.get("kind") == "ad" else None
        if found is None:
            return None
        page, _ = found
        self.stats.inc_value("salvaged")
        request.meta["salvaged"] = found
        headers = [(name, value) for name, value in page.headers]
        kind = responsetypes.from_args(headers={b"Content-Type": page.content_type.encode()}, body=page.payload)
        return kind(url=page.url, status=page.status, headers=headers, body=page.payload, request=request)
