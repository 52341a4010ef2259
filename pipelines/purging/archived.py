"""What of one archived partition goes with ads, with addresses, or because an identifier stands in it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import polars as pl

from pipelines.purging.search import compiled, is_in
from scrapers.parse import ADS
from scrapers.partition import LISTINGS, PAGES, WARC, Landed
from scrapers.purge import Removal
from scrapers.warc import read_records


@dataclass(frozen=True)
class Ads:
    """Which ads go, which may not, and the addresses at which something stays or nothing does."""

    gone: frozenset[str]
    protected: frozenset[str]
    kept_urls: frozenset[str]
    gone_urls: frozenset[str]


def place_of(
    item: Landed, ads: Ads, patterns: list[str], *, is_old: bool, paths: Mapping[str, list[str]]
) -> Removal | None:
    """What goes from a partition; None where nothing does. Where it `is_old`, only ads that stay do stay.

    `paths` are those of the addresses that go, by host.
    """
    if not (is_old or patterns):
        return None
    pages = pl.read_parquet(item.folder / PAGES, columns=["page_id", "kind", "url", "bytes", "warc_offset"])
    by_page = _ads_of(item)
    gone = {page_id for page_id, ad_id in by_page.items() if ad_id in ads.gone}
    protected = {page_id for page_id, ad_id in by_page.items() if ad_id in ads.protected}
    listing = set(pages.filter((pl.col("kind") == "listing") & (pl.col("bytes") > 0))["page_id"])
    emptied: set[str] = set()
    listings = pl.read_parquet(item.folder / LISTINGS, columns=["url", "page_id"])
    urls = set(listings["url"]) & ads.gone_urls
    if is_old:
        urls = set(listings["url"]) - ads.kept_urls
        emptied |= listing
        gone |= set(pages.filter(pl.col("kind") != "listing")["page_id"]) - set(by_page)
    if patterns:
        found = _showing(item, pages, patterns, paths)
        emptied |= found & listing
        gone |= found - listing
    gone -= protected
    # A listing page of which no row stays says nothing any more.
    needed = set(listings.filter(~pl.col("url").is_in(list(urls)))["page_id"])
    of_listings = set(pages.filter(pl.col("kind") == "listing")["page_id"]) if is_old else emptied
    gone |= of_listings - needed
    return Removal(gone, emptied - gone, urls) or None


def _ads_of(item: Landed) -> dict[str, str]:
    """The ad of each page that was read as one."""
    path = item.folder / ADS
    if not path.exists():
        return {}
    read = pl.read_parquet(path, columns=["page_id", "source", "url", "title", "body"])
    return {page_id: hashlib.sha256("\x1f".join(parts).encode()).hexdigest() for page_id, *parts in read.iter_rows()}


def _showing(item: Landed, pages: pl.DataFrame, patterns: list[str], paths: Mapping[str, list[str]]) -> set[str]:
    """The pages in whose bytes an identifier stands, and the listings that name an address that goes."""
    wanted = [compiled(pattern) for pattern in patterns]
    known = {offset: (page_id, kind) for page_id, kind, offset in pages.select("page_id", "kind", "warc_offset").rows()}
    found = set()
    for record in read_records(item.folder / WARC):
        page_id, kind = known[record.offset]
        here = paths.get(urlsplit(record.url).netloc, []) if kind == "listing" else []
        if any(is_in(pattern, record.payload) for pattern in wanted) or any(
            path.encode() in record.payload for path in here
        ):
            found.add(page_id)
    return found
