"""Leave a site alone in the hours that its YAML names, by the city's own clock; a crawl that runs into them ends."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from scrapy.exceptions import IgnoreRequest

from scrapers.catalog import is_quiet
from scrapers.middlewares.stopping import stop

QUIET = "quiet hours began"


class QuietHoursMiddleware:
    """Ends the crawl when quiet hours begin."""

    def __init__(self, crawler: Any) -> None:
        self.crawler = crawler
        self.hours = crawler.settings["MARKET_QUIET_HOURS"]
        self.zone = ZoneInfo(crawler.settings["MARKET_TIME_ZONE"])

    @classmethod
    def from_crawler(cls, crawler: Any) -> QuietHoursMiddleware:
        """Made by Scrapy."""
        return cls(crawler)

    def process_request(self, request: Any) -> None:
        """Let nothing pass in quiet hours."""
        if self.hours and is_quiet(datetime.now(self.zone).time(), self.hours):
            self.crawler.stats.inc_value("refused/quiet hours")
            stop(self.crawler, QUIET)
            raise IgnoreRequest(QUIET)
