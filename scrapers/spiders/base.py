"""The declarative spider: listing -> next page -> ad page, as the source's YAML says. It archives and keeps no ad.

An ad whose listing entry looks as it did when the ad was captured is sighted and not fetched. Listings go before ads,
and ads that are new before those that are asked for again. A site whose paging YAML cannot describe has a spider of its
own, `spiders/<source>.py`: a class derived from this one that overrides `start` or `parse_listing`.
"""

from __future__ import annotations

import heapq
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import scrapy
from scrapy import signals
from scrapy.exceptions import DontCloseSpider, IgnoreRequest

from scrapers.ad import AdRecord, Rejection
from scrapers.archive import PartitionWriter
from scrapers.catalog import Market
from scrapers.expectation import Coverage
from scrapers.known import Capture
from scrapers.listing import Entry, ListingPage
from scrapers.middlewares.stopping import stop
from scrapers.reading import Reader

OK, NOT_MODIFIED = 200, 304
CONDITIONS = frozenset((b"If-None-Match", b"If-Modified-Since"))
#: What is asked for first.
LISTING, NEW_AD, KNOWN_AD = 0, 1, 2
#: Ad pages that are read during the crawl, to see whether the site still looks as its YAML says.
SAMPLE = 100
#: Requests in a row without any answer after which the site, or the net, is taken for gone.
MAX_SILENCE = 10


class MarketSpider(scrapy.Spider):
    """Crawls one market; counts what matters in `counts`, which the crawl judges at its end."""

    name = "market"

    def __init__(
        self, market: Market, writer: PartitionWriter, reader: Reader, known: Mapping[str, Capture] | None = None
    ) -> None:
        super().__init__()
        self.market, self.writer, self.reader, self.known = market, writer, reader, known or {}
        self.counts = dict.fromkeys(("listings", "listings_lost", "listed", "ads", "sighted", "errors", "off_host"), 0)
        self.coverage = Coverage()
        self.listings: set[str] = set()
        self.listed: set[str] = set()
        self.silence = 0
        #: What is still to be asked for: a heap of (priority, sequence, address). Scrapy's own queue would hold a whole
        #: request for each, a gigabyte at 100,000 ads.
        self.frontier: list[tuple[int, int, str]] = []
        self.under_way = 0

    @classmethod
    def from_crawler(cls, crawler: Any, *args: Any, **kwargs: Any) -> MarketSpider:
        """Made by Scrapy."""
        spider: MarketSpider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._go_on, signal=signals.spider_idle)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Begin with the first listing page."""
        self.queue(self.market.start_url, LISTING)
        for request in self.next_requests():
            yield request

    def queue(self, url: str, priority: int) -> None:
        """Ask for an address once as a listing and once as an ad, when its turn comes."""
        seen = self.listings if priority == LISTING else self.listed
        if url not in seen:
            seen.add(url)
            heapq.heappush(self.frontier, (priority, len(seen), url))

    def next_requests(self) -> Iterator[Any]:
        """As many requests as may be under way at once."""
        while self.frontier and self.under_way < 2 * self.market.source.limits.connections:
            priority, _, url = heapq.heappop(self.frontier)
            self.under_way += 1
            is_listing = priority == LISTING
            yield scrapy.Request(
                url,
                callback=self.answered,
                errback=self.failed,
                priority=-priority,
                headers=self._tags(url) if priority == KNOWN_AD else {},
                # Each address is asked for once; a filter of Scrapy's would drop one without a word.
                dont_filter=True,
                meta={"kind": "listing" if is_listing else "ad", "asked_url": url},
            )

    def answered(self, response: Any) -> Iterator[Any]:
        """Take note of a page, then ask for the next."""
        self.under_way -= 1
        self.silence = 0
        if response.meta["kind"] == "listing":
            self.parse_listing(response)
        else:
            self.parse_ad(response)
        yield from self.next_requests()

    def failed(self, failure: Any) -> Iterator[Any]:
        """Count a page that gave no usable answer at all, then ask for the next; too many in a row end the crawl."""
        self.under_way -= 1
        self._lose(failure.request.meta["kind"])
        if not failure.check(IgnoreRequest):
            self.silence += 1
            if self.silence >= MAX_SILENCE:
                stop(self.crawler, f"{MAX_SILENCE} requests in a row had no answer")
        yield from self.next_requests()

    def parse_listing(self, response: Any) -> None:
        """Note each entry, queue the pages that are not known yet and the next listing page."""
        page = self.read_listing(response)
        if page is None:
            return
        self.counts["listings"] += 1
        self.counts["errors"] += page.without_address
        for entry in page.entries:
            if urlsplit(entry.url).hostname not in self.market.allowed_hosts:
                self.counts["off_host"] += 1
                continue
            self.writer.add_listing(entry.url, entry.entry_hash, response.meta["page_id"])
            if entry.url not in self.listed:
                self.counts["listed"] += 1
                self._ad(entry)
        if page.following:
            self._following(page.following)

    def parse_ad(self, response: Any) -> None:
        """Count it; the archive has it, and the parser reads it from there. Some are read now, to see how they look."""
        if response.status == NOT_MODIFIED and not CONDITIONS.isdisjoint(response.request.headers):
            self.counts["sighted"] += 1
        elif response.status != OK:
            self._unusable("ad", str(response.status))
        elif self.coverage.pages < SAMPLE:
            result = self.read_ad(response)
            if isinstance(result, Rejection) and result.field == "page":
                self._unusable("ad", result.reason)
                return
            self.counts["ads"] += 1
            self.coverage.add(result)
        else:
            self.counts["ads"] += 1

    def read_listing(self, response: Any) -> ListingPage | None:
        """A listing page as the YAML says; None, and counted, when it is no usable answer."""
        if response.status != OK:
            self._unusable("listing", str(response.status))
            return None
        page = self.reader.listing(response.body, content_type_of(response), response.url)
        if isinstance(page, Rejection):
            self._unusable("listing", page.reason)
            return None
        return page

    def read_ad(self, response: Any) -> AdRecord | Rejection:
        """An ad page as the YAML says."""
        now = datetime.now(UTC).replace(tzinfo=None)
        return self.reader.ad(response.body, content_type_of(response), response.url, now)

    def holds_what_was_asked(self, kind: str, response: Any) -> bool:
        """Whether a page holds what was asked for: a listing its entries, an ad its required fields."""
        if response.status != OK:
            return False
        if kind == "listing":
            page = self.reader.listing(response.body, content_type_of(response), response.url)
            return isinstance(page, ListingPage) and bool(page.entries)
        return isinstance(self.read_ad(response), AdRecord)

    def _ad(self, entry: Entry) -> None:
        """Queue an ad unless it is known and unchanged; what is known is asked for with its own tag."""
        known = self.known.get(entry.url)
        if known is not None and known.entry_hash == entry.entry_hash:
            self.listed.add(entry.url)
            self.counts["sighted"] += 1
        else:
            self.queue(entry.url, NEW_AD if known is None else KNOWN_AD)

    def _following(self, url: str) -> None:
        if self.counts["listings"] >= self.market.source.limits.max_depth:
            stop(self.crawler, "max_depth")
        else:
            self.queue(url, LISTING)

    def _tags(self, url: str) -> dict[str, str]:
        """What the site called the version that we have."""
        known = self.known[url]
        tags = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
        return {name: tag for name, tag in tags.items() if tag}

    def _lose(self, kind: str) -> None:
        self.counts["errors"] += 1
        self.counts["listings_lost"] += kind == "listing"

    def _unusable(self, kind: str, reason: str) -> None:
        self._lose(kind)
        self.crawler.stats.inc_value(f"unusable/{reason}")

    def _go_on(self) -> None:
        """A request that was lost without an answer must not end the crawl early."""
        self.under_way = 0
        left = list(self.next_requests())
        for request in left:
            self.crawler.engine.crawl(request)
        if left:
            raise DontCloseSpider


def content_type_of(response: Any) -> str:
    """The media type as answered, cut to a sane length."""
    return (response.headers.get(b"Content-Type") or b"").decode("latin-1")[:200]
