"""Follow a redirect up to five times, on the market's own hosts only; each hop passes every guard again.

Scrapy's own middleware is off: it drops a hop to another host or scheme without a word, and a loop as a duplicate.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from scrapy.exceptions import IgnoreRequest

from scrapers.middlewares.address_guard import refusal

STATUSES = (301, 302, 303, 307, 308)
MOST = 5


class RedirectMiddleware:
    """Turns a redirect into a request for where it leads, or into a counted refusal."""

    def __init__(self, crawler: Any) -> None:
        self.stats = crawler.stats
        self.hosts = set(crawler.settings.getlist("MARKET_HOSTS"))
        self.is_sandbox = crawler.settings.getbool("MARKET_SANDBOX")

    @classmethod
    def from_crawler(cls, crawler: Any) -> RedirectMiddleware:
        """Made by Scrapy."""
        return cls(crawler)

    def process_response(self, request: Any, response: Any) -> Any:
        """Pass on what is no redirect."""
        location = response.headers.get(b"Location")
        if response.status not in STATUSES or not location:
            return response
        hops = request.meta.get("hops", 0) + 1
        if hops > MOST:
            self._refuse("too many redirects")
        try:
            url = urljoin(request.url, location.decode("utf-8").strip())
        except ValueError:
            self._refuse("not an address")
        if reason := refusal(url, self.hosts, self.is_sandbox):
            self._refuse(reason)
        # Without the tags of the page that it was before: where it leads is another page.
        again = request.replace(url=url, dont_filter=True)
        for header in ("If-None-Match", "If-Modified-Since"):
            again.headers.pop(header, None)
        again.meta["hops"] = hops
        return again

    def _refuse(self, reason: str) -> None:
        self.stats.inc_value(f"refused/{reason}")
        raise IgnoreRequest(f"redirect refused: {reason}")
