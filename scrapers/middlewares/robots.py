"""robots.txt as RFC 9309 says, and its crawl delay.

2xx: the first 500 KiB count (section 2.5). 4xx: there are no rules (2.3.1.3). 5xx, time-outs, broken answers:
everything is forbidden (2.3.1.4). Up to five redirects are followed (2.3.1.2), on the market's own hosts only; what
does not end there forbids everything too, which is stricter than the RFC asks, as is 429. Rules are asked for anew
after 24 hours (2.4), so a change in a long crawl holds from then on.
"""

from __future__ import annotations

import asyncio
import os
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK

MAX_BYTES, MAX_AGE = 500 * 1024, 24 * 3600.0
#: What a robots.txt may weigh before its transfer is given up; only its first 500 KiB are read.
MAX_TRANSFER = 5_000_000
TOO_MANY_REQUESTS = 429
#: Seconds after which rules are asked for anew, where somebody wants it more often than daily.
AGE_VARIABLE = "GAINING_GROUND_ROBOTS_MAX_AGE"


@dataclass(frozen=True)
class Rules:
    """What a host allows: `file` is None when everything is allowed or everything forbidden."""

    file: Any = None
    allows_all: bool = False

    def allow(self, url: str, agent: str) -> bool:
        """Whether the agent may ask for an address."""
        return self.allows_all if self.file is None else bool(self.file.can_fetch(url, agent))

    def delay(self, agent: str) -> float:
        """Seconds that the host wants between requests."""
        asked = self.file.crawl_delay(agent) if self.file is not None else None
        return float(asked) if asked and asked > 0 else 0.0


def rules_of(status: int, payload: bytes) -> Rules:
    """The rules that an answer gives."""
    if 200 <= status < 300:
        cut = payload[:MAX_BYTES]
        if len(payload) > MAX_BYTES:
            # A rule that was cut in two would be another rule.
            cut = cut[: max(cut.rfind(b"\n"), cut.rfind(b"\r")) + 1]
        return Rules(Protego.parse(cut.decode("utf-8-sig", errors="replace")))
    if 400 <= status < 500 and status != TOO_MANY_REQUESTS:
        return Rules(allows_all=True)
    return Rules()


class RobotsMiddleware:
    """Asks each host once a day and lets nothing pass that it forbids."""

    def __init__(self, crawler: Any) -> None:
        self.crawler, self.stats = crawler, crawler.stats
        self.agent = crawler.settings["ROBOTSTXT_USER_AGENT"]
        self.max_age = float(os.environ.get(AGE_VARIABLE, MAX_AGE))
        self.known: dict[str, tuple[float, Rules]] = {}
        self.locks: dict[str, asyncio.Lock] = {}

    @classmethod
    def from_crawler(cls, crawler: Any) -> RobotsMiddleware:
        """Made by Scrapy."""
        return cls(crawler)

    async def process_request(self, request: Any) -> None:
        """Wait for the host's rules; raise IgnoreRequest for what they forbid."""
        if request.meta.get("kind") == "robots":
            return
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        async with self.locks.setdefault(origin, asyncio.Lock()):
            asked_at, rules = self.known.get(origin, (float("-inf"), Rules()))
            if time.monotonic() - asked_at > self.max_age:
                rules = await self._ask(origin)
                self.known[origin] = (time.monotonic(), rules)
        if not rules.allow(request.url, self.agent):
            self.stats.inc_value("robotstxt/forbidden")
            raise IgnoreRequest("forbidden by robots.txt")
        self._slow_down(request, rules)

    async def _ask(self, origin: str) -> Rules:
        meta = {"kind": "robots", "dont_retry": True, "download_maxsize": MAX_TRANSFER}
        request = Request(f"{origin}/robots.txt", meta=meta, priority=1000, callback=NO_CALLBACK)
        self.stats.inc_value("robotstxt/request_count")
        try:
            response = await self.crawler.engine.download_async(request)
        except Exception as error:
            self.stats.inc_value(f"robotstxt/failed/{type(error).__name__}")
            return Rules()
        self.stats.inc_value(f"robotstxt/status/{response.status}")
        return rules_of(response.status, response.body)

    def _slow_down(self, request: Any, rules: Rules) -> None:
        """Hold to the host's crawl delay where it is longer than our own, whatever the throttle finds."""
        delay = rules.delay(self.agent)
        if not delay:
            return
        request.meta["autothrottle_dont_adjust_delay"] = True
        slot = self.crawler.engine.downloader.slots.get(urlsplit(request.url).hostname)
        if slot and slot.delay < delay:
            slot.delay, slot.concurrency = delay, 1
            self.stats.max_value("robotstxt/crawl_delay", delay)
