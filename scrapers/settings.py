"""How the crawler behaves: polite by default, hardened as Scrapy's own security page asks."""

from __future__ import annotations

from typing import Any

from scrapers.catalog import Market

VERSION = "0.1"


def crawl_settings(market: Market) -> dict[str, Any]:
    """Scrapy's settings for one market; everything else of Scrapy stays off."""
    limits = market.source.limits
    return {
        "BOT_NAME": "gaining-ground",
        "USER_AGENT": f"GainingGround/{VERSION} (+mailto:{market.source.contact})",
        "ROBOTSTXT_OBEY": True,
        "ROBOTSTXT_USER_AGENT": "GainingGround",
        # One host, few connections, at the source's own pace.
        "DOWNLOAD_DELAY": limits.delay_seconds,
        "CONCURRENT_REQUESTS": limits.connections,
        "CONCURRENT_REQUESTS_PER_DOMAIN": limits.connections,
        "AUTOTHROTTLE_ENABLED": limits.delay_seconds > 0,
        "RETRY_TIMES": 2,
        # Caps: a site cannot make the crawl long, deep or large.
        "DOWNLOAD_MAXSIZE": limits.max_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_TIMEOUT": 30,
        "DEPTH_LIMIT": limits.max_depth,
        "REDIRECT_MAX_TIMES": 5,
        "CLOSESPIDER_TIMEOUT": limits.max_seconds,
        "CLOSESPIDER_PAGECOUNT": limits.max_pages,
        "URLLENGTH_LIMIT": 2000,
        # Only http and https, TLS verified, addresses decided in one place.
        "DOWNLOAD_HANDLERS": {"data": None, "file": None, "ftp": None, "s3": None},
        "DOWNLOADER_CLIENTCONTEXTFACTORY": "scrapy.core.downloader.contextfactory.BrowserLikeContextFactory",
        "TWISTED_DNS_RESOLVER": "scrapers.address.Resolver",
        "MARKET_HOSTS": market.allowed_hosts,
        "MARKET_SANDBOX": market.source.sandbox,
        "HTTPPROXY_ENABLED": False,
        "COOKIES_ENABLED": False,
        "REFERER_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "HTTPERROR_ALLOW_ALL": True,
        "DOWNLOADER_MIDDLEWARES": {"scrapers.middlewares.archive.ArchiveMiddleware": 560},
        # Standard error stays readable; what happened is in the stats.
        "LOG_ENABLED": False,
        "LOG_INSTALL_ROOT_HANDLER": False,
        "LOG_LEVEL": "ERROR",
    }
