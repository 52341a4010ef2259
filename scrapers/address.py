"""Where a host name leads: the one place that decides which address a crawl may reach.

Twisted asks this resolver for every name, redirects included, so a guard here cannot be passed by DNS rebinding. A
source marked `sandbox: true` is led to the running sandbox, whatever the port in its addresses, and nowhere else;
every other source reaches public addresses only.
"""

from __future__ import annotations

import ipaddress
import os
from typing import Any

from twisted.internet._resolver import HostResolution
from twisted.internet.address import IPv4Address
from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from zope.interface.declarations import implementer

VARIABLE = "GAINING_GROUND_SANDBOX"


class AddressRefused(OSError):
    """A name that may not be asked, or that leads to an address which may not be reached."""


def sandbox_address() -> tuple[str, int]:
    """The running sandbox's address; raises AddressRefused when none runs or it is not on loopback."""
    host, _, port = os.environ.get(VARIABLE, "").rpartition(":")
    if not host or not port.isdecimal() or not ipaddress.ip_address(host).is_loopback:
        raise AddressRefused(
            f"{VARIABLE} must be 127.0.0.1:PORT; start the sandbox, or let gaining-ground refresh do it"
        )
    return host, int(port)


def is_public(address: str) -> bool:
    """Whether an address may be reached by a source of the real web."""
    ip = ipaddress.ip_address(address)
    mapped = getattr(ip, "ipv4_mapped", None)
    return (mapped or ip).is_global and not ip.is_multicast


@implementer(IHostnameResolver)
class Resolver:
    """Leads allowed names of a sandbox source to the sandbox, and refuses private addresses to all others."""

    def __init__(self, reactor: Any, allowed_hosts: list[str], sandbox: bool) -> None:
        self.inner = reactor.nameResolver
        self.allowed_hosts, self.sandbox = set(allowed_hosts), sandbox
        self.reactor = reactor

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> Resolver:
        """Made by Scrapy from the settings of the crawl."""
        return cls(reactor, crawler.settings.getlist("MARKET_HOSTS"), crawler.settings.getbool("MARKET_SANDBOX"))

    def install_on_reactor(self) -> None:
        """Every lookup of this process goes through here."""
        self.reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802 - Twisted's name
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Any = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> Any:
        """Resolve a name as IHostnameResolver says; a refused name has no addresses."""
        if hostName in self.allowed_hosts and self.sandbox:
            host, port = sandbox_address()
            return _answer(resolutionReceiver, hostName, [IPv4Address("TCP", host, port)])
        if hostName not in self.allowed_hosts or self.sandbox:
            return _answer(resolutionReceiver, hostName, [])
        guarded = _Guarded(resolutionReceiver)
        return self.inner.resolveHostName(guarded, hostName, portNumber, addressTypes, transportSemantics)


def _answer(receiver: Any, name: str, addresses: list[Any]) -> Any:
    resolution = HostResolution(name)
    receiver.resolutionBegan(resolution)
    for address in addresses:
        receiver.addressResolved(address)
    receiver.resolutionComplete()
    return resolution


@implementer(IResolutionReceiver)
class _Guarded:
    """Passes on public addresses only."""

    def __init__(self, receiver: Any) -> None:
        self.receiver = receiver

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802 - Twisted's name
        self.receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802 - Twisted's name
        if is_public(address.host):
            self.receiver.addressResolved(address)

    def resolutionComplete(self) -> None:  # noqa: N802 - Twisted's name
        self.receiver.resolutionComplete()
