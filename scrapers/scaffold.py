"""Begin a source - its YAML, a saved page, the record that it must give - and try its selectors on saved pages."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from scrapers.ad import AdRecord
from scrapers.catalog import HERE, SLUG, City, Market, cities, sources
from scrapers.listing import ListingPage, read_listing
from scrapers.page import read_ad

PAGES = HERE.parent / "tests" / "scrapers" / "pages"
#: When a saved page is taken to have been captured; what a page says with "3 days ago" counts back from here.
CAPTURED_AT = datetime(2026, 3, 1, 12)
_YAML = """\
# {name}: say here what kind of site it is, and what is odd about it.
name: {name}
sandbox: false
legal_basis: {legal_basis}
contact: {contact}
robots: obey
# Spans of the city's own clock in which the site is left alone, such as ["08:00", "10:30"].
quiet_hours: []
start_url: {start_url}
allowed_hosts: {hosts}
limits:
  delay_seconds: 5
  connections: 1
  max_pages: 5000
  max_seconds: 14400
  max_bytes: 2000000
  max_depth: 100
  max_memory_mb: 600
  timeout_seconds: 30
  max_wait_seconds: 120
  wait_budget_seconds: 600
  refetch_days: 7
  min_ads: 10
  max_error_share: 0.2
listing:
  entry: {{css: "li.ad"}}
  url: {{css: "a::attr(href)"}}
  next: {{css: "a[rel=next]::attr(href)"}}
ad:
  required: [title, body]
  # The usual share of ad pages on which each field is found; a crawl that falls far below it is not believed.
  coverage: {{title: 1.0, body: 1.0}}
  fields:
    title: {{css: "h1"}}
    body: {{css: "div.description"}}
    posted_at: {{css: "time::attr(datetime)", date: ["%Y-%m-%dT%H:%M:%S%z"]}}
"""
_PAGE = """\
<!doctype html><title>Replace this file by an ad page that you saved from the site, without personal data.</title>
"""
_EXPECTED = {"title": "what the saved page must give", "body": "and here", "posted_at": None}


class SourceExists(ValueError):
    """A source that cannot be begun; the message names what, where and the remedy."""


@dataclass(frozen=True)
class Checked:
    """A field of a saved page: what its selectors found, None where nothing; whether the page is lost without it."""

    page: str
    field: str
    found: str | None
    is_required: bool


def begin(slug: str, start_url: str, legal_basis: str, contact: str, page: Path | None = None) -> list[Path]:
    """Write the three files of a new source and return them; raises SourceExists, or CatalogError for a bad value."""
    from re import match
    from urllib.parse import urlsplit

    target = HERE / "sources" / f"{slug}.yml"
    if not match(SLUG, slug):
        raise SourceExists(f"source {slug[:40]!r}: not a slug; use a-z, 0-9 and _, at most 32 of them")
    if target.exists():
        raise SourceExists(f"sources/{slug}.yml: is there already; edit it, or choose another name")
    if page is not None and not page.is_file():
        raise SourceExists(f"{page.name}: no such file; save an ad page of the site, or leave --page out")
    hosts = json.dumps([urlsplit(start_url).netloc])
    values = {key: json.dumps(value) for key, value in (("legal_basis", legal_basis), ("contact", contact))}
    text = _YAML.format(name=slug.replace("_", " ").title(), start_url=json.dumps(start_url), hosts=hosts, **values)
    folder = PAGES / slug
    target.write_text(text, encoding="utf-8")
    try:
        sources()
    except ValueError:
        target.unlink()
        raise
    folder.mkdir(parents=True, exist_ok=True)
    saved, expected = folder / "full.html", folder / "full.json"
    if page is not None:
        shutil.copyfile(page, saved)
    else:
        saved.write_text(_PAGE, encoding="utf-8")
    expected.write_text(json.dumps(_EXPECTED, indent=2) + "\n", encoding="utf-8")
    return [target, saved, expected]


def check(slug: str, pages: Path | None = None) -> Iterator[Checked]:
    """Read each saved page (`listing*.html` as a listing, others as ads) and yield every field, found or missing.

    Raises SourceExists for a source without a file or without saved pages.
    """
    known = sources()
    if slug not in known:
        raise SourceExists(f"source {slug[:40]!r}: not known; choose from {', '.join(sorted(known))}")
    folder = pages or PAGES / slug
    saved = sorted(folder.glob("*.html"))
    if not saved:
        raise SourceExists(f"{folder.name}: holds no saved page; save one of the site's as {slug}/full.html")
    market = Market(city=_a_city_of(slug), source=known[slug])
    for path in saved:
        payload = path.read_bytes()
        yield from _listing(path, payload, market) if path.name.startswith("listing") else _ad(path, payload, market)


def _a_city_of(slug: str) -> City:
    known = cities()
    return next((city for city in known.values() if slug in city.sources), next(iter(known.values())))


def _listing(path: Path, payload: bytes, market: Market) -> Iterator[Checked]:
    page = read_listing(payload, "text/html; charset=utf-8", market.start_url, market.source.listing)
    entries = page.entries if isinstance(page, ListingPage) else ()
    yield Checked(path.name, "entry", f"{len(entries)} ads" if entries else None, True)
    yield Checked(path.name, "url", entries[0].url if entries else None, True)
    yield Checked(path.name, "next", page.following if isinstance(page, ListingPage) else None, False)


def _ad(path: Path, payload: bytes, market: Market) -> Iterator[Checked]:
    result = read_ad(payload, "text/html; charset=utf-8", market.start_url, CAPTURED_AT, market)
    if not isinstance(result, AdRecord):
        expected = path.with_suffix(".json")
        is_meant = expected.exists() and "reason" in json.loads(expected.read_text(encoding="utf-8"))
        yield Checked(path.name, result.field, "rejected, as it must be" if is_meant else None, True)
        return
    for name in market.source.ad.fields:
        value = getattr(result, name)
        found = None if value in (None, []) else " ".join(str(value).split())
        yield Checked(path.name, name, found, name in market.source.ad.required)
