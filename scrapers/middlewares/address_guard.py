"""Stay on the market's hosts: every request, redirects included, is looked at before any socket opens.

Names are led to addresses by `scrapers/address.py`, which refuses private ones after DNS; what never reaches DNS - an
address written as a number, another scheme, a user name before the host - is refused here.
"""

from __future__ import annotations

import ipaddress
from typing import Any
from urllib.parse import urlsplit

from scrapy.exceptions import IgnoreRequest

from scrapers.address import is_public

PORTS = {"http": 80, "https": 443}
#: An address that grows with every page is a trap.
MAX_LENGTH = 2000


class AddressGuard:
    """Refuses what a crawl of this market may not ask, with a counted reason."""

    def __init__(self, hosts: list[str], is_sandbox: bool, stats: Any) -> None:
        self.hosts, self.is_sandbox, self.stats = set(hosts), is_sandbox, stats

    @classmethod
    def from_crawler(cls, crawler: Any) -> AddressGuard:
        """Made by Scrapy from the settings of the crawl."""
        settings = crawler.settings
        return cls(settings.getlist("MARKET_HOSTS"), settings.getbool("MARKET_SANDBOX"), crawler.stats)

    def process_request(self, request: Any) -> None:
        """Pass on what is allowed; raise IgnoreRequest for the rest."""
        if reason := refusal(request.url, self.hosts, self.is_sandbox):
            self.stats.inc_value(f"refused/{reason}")
            raise IgnoreRequest(f"refused: {reason}")


def refusal(url: str, hosts: set[str], is_sandbox: bool) -> str | None:
    """Why an address may not be asked; None when it may."""
    if len(url) > MAX_LENGTH:
        return "length"
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return "not an address"
    if parts.scheme not in PORTS:
        return "scheme"
    if parts.username is not None or parts.password is not None:
        return "user name"
    if port not in (None, PORTS[parts.scheme]):
        return "port"
    if host not in hosts:
        return "host"
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return None
    return None if is_sandbox or is_public(host) else "private address"
