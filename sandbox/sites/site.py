"""What every simulated site can do: say where an ad stands, what it declares, and answer a request."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from sandbox.geography import SimulatedCity
from sandbox.world import Ad

NOTICE = "SIMULATED DATA"


@dataclass(frozen=True)
class Answer:
    """An HTTP answer."""

    payload: bytes
    content_type: str = "text/html; charset=utf-8"
    status: int = 200


@dataclass(frozen=True)
class Asked:
    """What a request asks of a city's site: `now` is the city's own clock; `is_new_layout` after a change of design."""

    city: SimulatedCity
    ads: list[Ad]
    path: str
    query: dict[str, str]
    now: datetime
    is_new_layout: bool = False
    without_title: frozenset[int] = frozenset()


class Site(Protocol):
    """A module of this folder is a site: SLUG, AD_PATH, DECLARES, START, and `answer`."""

    SLUG: str
    #: The path before an ad's number.
    AD_PATH: str
    #: The first listing page.
    START: str
    #: Columns of sandbox/ads.py that its pages show beside title and body.
    DECLARES: tuple[str, ...]
    #: Whether it says how long ago an ad was posted instead of when.
    IS_RELATIVE: bool

    def answer(self, asked: Asked) -> Answer | None:
        """A listing or an ad's page; None when there is no such page."""


@cache
def sites() -> dict[str, Any]:
    """Every site, by slug: the modules of this folder that have one."""
    found = {}
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        site = importlib.import_module(f"sandbox.sites.{module.name}")
        if hasattr(site, "SLUG"):
            found[site.SLUG] = site
    return found


def address(city: SimulatedCity, source: str, number: int) -> str:
    """The address of an ad; it names no port."""
    return f"http://{city.host}.{source}.test{sites()[source].AD_PATH}{number}"


def refused(reason: str) -> Answer:
    """The answer to a request that makes no sense."""
    return Answer(reason.encode(), "text/plain; charset=utf-8", 400)


def whole_number(text: str, otherwise: int) -> int | None:
    """A query's number from 1, `otherwise` when it is not there, None when it is no number."""
    if not text:
        return otherwise
    return int(text) if text.isascii() and text.isdecimal() and int(text[:9]) > 0 and len(text) < 10 else None
