"""The declarative spider: listing -> next page -> ad page, as the source's YAML says. It archives and parses no ad."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import urlsplit

import scrapy

from scrapers.archive import PartitionWriter
from scrapers.catalog import Market

OK = 200


class MarketSpider(scrapy.Spider):
    """Crawls one market; counts what matters in `counts`, which the crawl judges at its end."""

    name = "market"

    def __init__(self, market: Market, writer: PartitionWriter) -> None:
        super().__init__()
        self.market, self.writer = market, writer
        self.allowed_domains = market.allowed_hosts
        self.counts = {"listings": 0, "listed": 0, "ads": 0, "errors": 0, "off_host": 0}
        self.asked: set[str] = set()

    async def start(self) -> AsyncIterator[Any]:
        """Begin with the first listing page."""
        yield self._ask(self.market.start_url, "listing", self.parse_listing)

    def parse_listing(self, response: Any) -> Iterator[Any]:
        """Note each entry, ask for its page, go on to the next listing page."""
        if not self._usable(response):
            return
        self.counts["listings"] += 1
        listing, page_id = self.market.source.listing, response.meta["page_id"]
        for entry in response.css(listing.entry):
            link = entry.css(listing.url).get()
            if not link:
                self.counts["errors"] += 1
                continue
            url = response.urljoin(link)
            if urlsplit(url).hostname not in self.allowed_domains:
                self.counts["off_host"] += 1
                continue
            words = " ".join(" ".join(entry.css("*::text").getall()).split())
            self.writer.add_listing(url, hashlib.sha256(f"{url}\n{words}".encode()).hexdigest(), page_id)
            if url not in self.asked:
                self.asked.add(url)
                self.counts["listed"] += 1
                yield self._ask(url, "ad", self.parse_ad)
        following = response.css(listing.next).get()
        if following:
            yield self._ask(response.urljoin(following), "listing", self.parse_listing)

    def parse_ad(self, response: Any) -> None:
        """Count it; the archive has it, and the parser reads it from there."""
        if self._usable(response):
            self.counts["ads"] += 1

    def failed(self, _: Any) -> None:
        """Count a page that gave no answer at all."""
        self.counts["errors"] += 1

    def _usable(self, response: Any) -> bool:
        if response.status == OK and hasattr(response, "css"):
            return True
        self.counts["errors"] += 1
        return False

    def _ask(self, url: str, kind: str, callback: Any) -> Any:
        return scrapy.Request(url, callback=callback, errback=self.failed, meta={"kind": kind})
