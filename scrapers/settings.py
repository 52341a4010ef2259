"""How the crawler behaves: polite by default, hardened as Scrapy's own security page asks."""

from __future__ import annotations

from typing import Any

from scrapers.catalog import Market

VERSION = "0.1"


def crawl_settings(market: Market) -> dict[str, Any]:
    """Scrapy's settings for one market; everything else of Scrapy stays off."""
    limits = market.source.limits
    ours = "scrapers.middlewares"
    return {
        "BOT_NAME": "gaining-ground",
        "USER_AGENT": f"GainingGround/{VERSION} (+mailto:{market.source.contact})",
        # Our own middleware obeys robots.txt as RFC 9309 says; Scrapy's takes 5xx and time-outs for consent.
        "ROBOTSTXT_OBEY": False,
        "ROBOTSTXT_USER_AGENT": "GainingGround",
        # One host, few connections, at the source's own pace.
        "DOWNLOAD_DELAY": limits.delay_seconds,
        "DOWNLOAD_DELAY_JITTER": 0.0,
        "CONCURRENT_REQUESTS": limits.connections,
        "CONCURRENT_REQUESTS_PER_DOMAIN": limits.connections,
        # The throttle slows down with the site and never goes below the source's own delay.
        "AUTOTHROTTLE_ENABLED": limits.delay_seconds > 0,
        "AUTOTHROTTLE_START_DELAY": limits.delay_seconds,
        "RETRY_TIMES": 2,
        "RETRY_HTTP_CODES": [500, 502, 504, 408],
        "MARKET_MAX_WAIT": limits.max_wait_seconds,
        "MARKET_WAIT_BUDGET": limits.wait_budget_seconds,
        "MARKET_QUIET_HOURS": list(market.source.quiet_hours),
        "MARKET_TIME_ZONE": market.city.time_zone,
        # Caps: a site cannot make the crawl long, deep or large.
        "DOWNLOAD_MAXSIZE": limits.max_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_TIMEOUT": limits.timeout_seconds,
        "DOWNLOAD_FAIL_ON_DATALOSS": True,
        "MEMUSAGE_LIMIT_MB": limits.max_memory_mb,
        "MEMUSAGE_CHECK_INTERVAL_SECONDS": 2.0,
        "EXTENSIONS": {"scrapy.extensions.memusage.MemoryUsage": None, "scrapers.memory.CurrentMemory": 0},
        "CLOSESPIDER_TIMEOUT": limits.max_seconds,
        "CLOSESPIDER_PAGECOUNT": limits.max_pages,
        # Only http and https, TLS verified, addresses decided in one place.
        "DOWNLOAD_HANDLERS": {"data": None, "file": None, "ftp": None, "s3": None},
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOAD_TLS_MIN_VERSION": "TLSv1.2",
        # None: the ciphers that Twisted chooses, without OpenSSL's weak ones.
        "DOWNLOADER_CLIENT_TLS_CIPHERS": None,
        "TWISTED_DNS_RESOLVER": "scrapers.address.Resolver",
        "MARKET_HOSTS": market.allowed_hosts,
        "MARKET_SANDBOX": market.source.sandbox,
        "HTTPPROXY_ENABLED": False,
        "COOKIES_ENABLED": False,
        "REFERER_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        # Our own follow redirects and guard depth, length and hosts: Scrapy's drop what they refuse without a word.
        "REDIRECT_ENABLED": False,
        "DEPTH_LIMIT": 0,
        "URLLENGTH_LIMIT": 0,
        "HTTPERROR_ALLOW_ALL": True,
        # Requests pass from the first to the last, answers from the last to the first: an answer is archived before
        # anything reads it, and every redirect comes by the guard again.
        "DOWNLOADER_MIDDLEWARES": {
            f"{ours}.address_guard.AddressGuard": 10,
            f"{ours}.quiet_hours.QuietHoursMiddleware": 20,
            f"{ours}.robots.RobotsMiddleware": 100,
            f"{ours}.salvaged.SalvageMiddleware": 110,
            f"{ours}.walls.WallMiddleware": 540,
            f"{ours}.redirects.RedirectMiddleware": 545,
            f"{ours}.patience.PatienceMiddleware": 555,
            f"{ours}.archive.ArchiveMiddleware": 560,
            f"{ours}.answer_guard.AnswerGuard": 570,
            "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
        },
        # Standard error stays readable; what happened is in the stats.
        "LOG_ENABLED": False,
        "LOG_INSTALL_ROOT_HANDLER": False,
        "LOG_LEVEL": "ERROR",
    }
