"""A saved listing page read as the source's YAML says: its ads and where the next page is. Pure."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import jmespath

from scrapers.ad import Rejection
from scrapers.catalog import Listing, Selector
from scrapers.page import DEEP, linked_data, problem_of, select, text_of, tree_of


@dataclass(frozen=True)
class Entry:
    """An ad in a listing: the address of its own page, and a digest of how it looks there."""

    url: str
    entry_hash: str


@dataclass(frozen=True)
class ListingPage:
    """What a listing page shows; entries without an address are counted, not guessed."""

    entries: tuple[Entry, ...]
    without_address: int
    following: str | None


def read_listing(payload: bytes, content_type: str, url: str, listing: Listing) -> ListingPage | Rejection:
    """Read one listing page; addresses become absolute."""
    if problem := problem_of(payload):
        return Rejection(field="page", reason=problem)
    tree = tree_of(payload, content_type)
    if tree is None:
        return Rejection(field="page", reason=DEEP)
    uses_linked = any(way and way.jsonld for way in (listing.entry, listing.url, listing.next, listing.version))
    linked = linked_data(tree) if uses_linked else []
    entries, without = [], 0
    for entry in _parts(tree, linked, listing.entry):
        found = _within(entry, listing.url)
        address = _absolute(url, found[0]) if found else None
        if address is None:
            without += 1
            continue
        seen = _within(entry, listing.version) if listing.version else [_words(entry)]
        digest = hashlib.sha256("\n".join([address, *seen]).encode(errors="replace")).hexdigest()
        entries.append(Entry(address, digest))
    following = select(tree, linked, listing.next)
    return ListingPage(tuple(entries), without, _absolute(url, following[0]) if following else None)


def _parts(tree: Any, linked: list[Any], selector: Selector) -> list[Any]:
    """The entries: elements of the page, or objects of its JSON-LD."""
    if selector.jsonld is not None:
        found = jmespath.search(selector.jsonld, linked)
        return found if isinstance(found, list) else [found] if found else []
    return list(tree.css(selector.css) if selector.css is not None else tree.xpath(selector.xpath))


def _within(entry: Any, selector: Selector) -> list[str]:
    """What a selector finds in one entry; a path into JSON-LD begins at the entry."""
    is_element = hasattr(entry, "xpath")
    if is_element == (selector.jsonld is not None):
        return []
    return select(entry, entry, selector)


def _words(entry: Any) -> str:
    if hasattr(entry, "xpath"):
        return " ".join(text_of(entry.root).split())
    return json.dumps(entry, sort_keys=True)


def _absolute(base: str, link: str) -> str | None:
    try:
        return urljoin(base, link.strip())
    except ValueError:
        return None
