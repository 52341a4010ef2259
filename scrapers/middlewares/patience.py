"""Wait when a host asks to be left alone (429, 503), as long as it says; give up when that is too long.

Retry-After is read as RFC 9110 section 10.2.3 says: seconds or a date. Without it the pauses double. While one request
waits, no other goes to the market. More than the source's `max_wait_seconds` at once, or in sum more than its
`wait_budget_seconds`, ends the crawl.
"""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from scrapy.exceptions import IgnoreRequest

from scrapers.judgement import STAY_AWAY
from scrapers.middlewares.stopping import stop

STATUSES = (429, 503)
FIRST_PAUSE, TRIES = 2.0, 5


def retry_after(text: str, now: datetime) -> float | None:
    """Seconds to wait from a header's value, never below 0; None when it says nothing."""
    words = text.strip()
    if words.isascii() and words.isdecimal():
        return float(words[:12])
    try:
        moment = parsedate_to_datetime(words)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())


class PatienceMiddleware:
    """Keeps count of pauses over the whole market."""

    def __init__(self, crawler: Any) -> None:
        self.crawler, self.stats = crawler, crawler.stats
        self.longest = crawler.settings.getfloat("MARKET_MAX_WAIT")
        self.left = crawler.settings.getfloat("MARKET_WAIT_BUDGET")
        self.not_before = 0.0

    @classmethod
    def from_crawler(cls, crawler: Any) -> PatienceMiddleware:
        """Made by Scrapy."""
        return cls(crawler)

    async def process_request(self, request: Any) -> None:
        """Let nothing pass while the market wants quiet."""
        while (pause := self.not_before - time.monotonic()) > 0:
            await asyncio.sleep(pause)

    async def process_response(self, request: Any, response: Any) -> Any:
        """Wait and ask again, or end the crawl."""
        if response.status not in STATUSES or request.meta.get("kind") == "robots":
            return response
        tried = request.meta.get("waited", 0) + 1
        said = (response.headers.get(b"Retry-After") or b"").decode("latin-1")
        asked = retry_after(said, datetime.now(UTC)) if said else None
        pause = FIRST_PAUSE * 2 ** (tried - 1) if asked is None else asked
        self.stats.inc_value(f"patience/{response.status}")
        if tried > TRIES or pause > self.longest or pause > self.left:
            self.stats.inc_value("patience/given_up")
            stop(self.crawler, STAY_AWAY)
            raise IgnoreRequest(STAY_AWAY)
        now = time.monotonic()
        # Requests that were answered at once share one pause.
        added = max(0.0, now + pause - max(self.not_before, now))
        self.left -= added
        self.not_before = max(self.not_before, now + pause)
        self.stats.inc_value("patience/seconds", added)
        again = request.replace(dont_filter=True)
        again.meta["waited"] = tried
        return again
