"""Listings are read as their YAML says: elements or JSON-LD, absolute addresses, and whether an entry changed."""

import json
from pathlib import Path

import pytest

from scrapers.catalog import Listing, market, markets
from scrapers.listing import ListingPage, read_listing

PAGES = Path(__file__).parent / "pages"
CASES = sorted(PAGES.glob("*/listing*.html"))
URL = "http://a.test/ads?page=1"


def read(payload: str, **ways: object) -> ListingPage:
    page = read_listing(payload.encode(), "text/html; charset=utf-8", URL, Listing.model_validate(ways))
    assert isinstance(page, ListingPage)
    return page


@pytest.mark.parametrize("page", CASES, ids=[page.parent.name for page in CASES])
def test_a_saved_listing_gives_the_addresses_beside_it(page: Path) -> None:
    expected = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    source = market(f"atlanta.{page.parent.name}")
    found = read_listing(page.read_bytes(), "text/html; charset=utf-8", source.start_url, source.source.listing)
    assert isinstance(found, ListingPage)
    assert {"urls": [entry.url for entry in found.entries], "next": found.following} == expected


def test_every_source_has_a_saved_listing() -> None:
    assert {one.source.slug for one in markets().values()} <= {page.parent.name for page in CASES}


def test_css_xpath_and_linked_data_say_the_same() -> None:
    html = '<ul><li><a href="/1">one</a></li><li><a href="/2">two</a></li></ul><a rel="next" href="?page=2">more</a>'
    css = read(html, entry={"css": "li"}, url={"css": "a::attr(href)"}, next={"css": "a[rel=next]::attr(href)"})
    xpath = read(html, entry={"xpath": "//li"}, url={"xpath": ".//a/@href"}, next={"xpath": "//a[@rel='next']/@href"})
    assert css == xpath
    assert [entry.url for entry in css.entries] == ["http://a.test/1", "http://a.test/2"]
    assert css.following == "http://a.test/ads?page=2"
    items = {"@type": "ItemList", "itemListElement": [{"url": "/1", "name": "one"}, {"url": "/2", "name": "two"}]}
    linked = read(
        f'<script type="application/ld+json">{json.dumps(items)}</script><a rel="next" href="?page=2">more</a>',
        entry={"jsonld": "[0].itemListElement[]"},
        url={"jsonld": "url"},
        next={"css": "a[rel=next]::attr(href)"},
    )
    assert [entry.url for entry in linked.entries] == [entry.url for entry in css.entries]


def test_a_version_says_what_counts_as_a_change() -> None:
    """Without it a listing that shows "3 hours ago" would look changed every hour."""
    ways = {"entry": {"css": "li"}, "url": {"css": "a::attr(href)"}, "next": {"css": "a.more::attr(href)"}}
    earlier, later = (
        '<li><a href="/1">one</a> <i>2 hours ago</i></li>',
        '<li><a href="/1">one</a> <i>3 hours ago</i></li>',
    )
    assert read(earlier, **ways).entries != read(later, **ways).entries
    ways["version"] = {"css": "a::text"}
    assert read(earlier, **ways).entries == read(later, **ways).entries
    assert read(earlier.replace("one", "two"), **ways).entries != read(later, **ways).entries


@pytest.mark.parametrize("link", ["http://[bad/", "", "   "])
def test_an_entry_without_an_address_is_counted(link: str) -> None:
    page = read(
        f'<li><a href="{link}">x</a></li><li><a href="/2">y</a></li>',
        entry={"css": "li"},
        url={"css": "a::attr(href)"},
        next={"css": "b::attr(href)"},
    )
    assert (page.without_address, len(page.entries)) == (1, 1)


def test_within_an_entry_one_way_of_looking_holds() -> None:
    with pytest.raises(ValueError, match="jsonld for all of them or for none"):
        Listing.model_validate({"entry": {"jsonld": "[]"}, "url": {"css": "a"}, "next": {"css": "b"}})
