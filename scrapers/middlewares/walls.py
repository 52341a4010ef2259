"""Stop at a login, a CAPTCHA or a consent wall, also when it is answered with 200. Nothing here passes one."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from scrapy.exceptions import IgnoreRequest

from scrapers.judgement import WALL
from scrapers.middlewares.stopping import stop

#: How far into a page a wall is looked for.
LOOKED_AT = 200_000
_LOGIN_PATH = re.compile(r"/(?:log-?in|sign-?in|auth|session/new)(?:[/.?]|$)", re.IGNORECASE)
_PASSWORD = re.compile(rb"<input[^>]{0,300}type\s*=\s*[\"']?password", re.IGNORECASE)
_CAPTCHA = re.compile(
    rb"g-recaptcha|recaptcha/api|h-captcha|hcaptcha\.com|cf-turnstile|cf-challenge|challenge-platform|arkoselabs"
    rb"|<(?:img|input|div|form)[^>]{0,300}captcha|verify (?:that )?you are (?:a )?human|are you a robot",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    rb"<(?:button|input|a)[^>]{0,300}>?[^<]{0,80}"
    rb"(?:i am (?:over )?(?:18|21)|i agree|accept (?:all )?cookies|enter (?:the )?site)",
    re.IGNORECASE,
)


def wall_in(url: str, payload: bytes) -> str | None:
    """Which wall a page looks like: login, captcha, consent, or none. A page with an ad on it may look like one too."""
    seen = payload[:LOOKED_AT]
    if _CAPTCHA.search(seen):
        return "captcha"
    if _PASSWORD.search(seen) or _LOGIN_PATH.search(urlsplit(url).path):
        return "login"
    if _CONSENT.search(seen):
        return "consent"
    return None


class WallMiddleware:
    """Ends the crawl at the first wall."""

    def __init__(self, crawler: Any) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Any) -> WallMiddleware:
        """Made by Scrapy."""
        return cls(crawler)

    def process_response(self, request: Any, response: Any) -> Any:
        """Pass on a page that holds what was asked for; stop at a wall that stands in its place."""
        kind = request.meta.get("kind")
        if response.status not in (200, 401, 403) or kind not in ("listing", "ad"):
            return response
        wall = wall_in(response.url, response.body)
        if wall is None or self.crawler.spider.holds_what_was_asked(kind, response):
            return response
        self.crawler.stats.inc_value(f"walls/{wall}")
        stop(self.crawler, f"{WALL}{wall}")
        raise IgnoreRequest(f"{WALL}{wall}")
