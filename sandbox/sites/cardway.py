"""Cardway, a simulated card site: facts as JSON-LD, paging by cursor, dates as "3 days ago"."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import datetime, timedelta
from html import escape
from typing import Any

from sandbox.sites.site import NOTICE, Answer, Asked, refused
from sandbox.world import Ad

SLUG, START, AD_PATH = "cardway", "/browse", "/c/"
DECLARES = ("category", "place", "price", "phone", "images")
IS_RELATIVE = True
PER_PAGE = 20
#: Names in the markup, before and after a change of design.
WORDS: tuple[dict[str, str], dict[str, str]] = (
    {"card": "card", "link": "card-link", "age": "ago", "type": "Offer", "text": "description"},
    {"card": "tile", "link": "tile-link", "age": "time", "type": "Service", "text": "disambiguatingDescription"},
)


def answer(asked: Asked) -> Answer | None:
    """`/browse?after=CURSOR` lists 20 cards; `/c/N` shows one."""
    words = WORDS[asked.is_new_layout]
    if asked.path == START:
        begins = _begins(asked.ads, asked.query.get("after", ""))
        return refused("after must be a cursor of ours") if begins is None else _listing(asked, begins, words)
    ad = next((ad for ad in asked.ads if f"{AD_PATH}{ad.number}" == asked.path), None)
    return _ad_page(asked, ad, words) if ad else None


def cursor(ad: Ad) -> str:
    """Where the next page begins: after this ad, wherever it stands by then."""
    return base64.urlsafe_b64encode(f"{ad.posted.isoformat()}|{ad.number}".encode()).decode().rstrip("=")


def _begins(ads: list[Ad], after: str) -> int | None:
    if not after:
        return 0
    try:
        decoded = base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)).decode()
        moment, _, number = decoded.partition("|")
        last = (datetime.fromisoformat(moment), int(number))
    except (binascii.Error, ValueError):
        return None
    return sum((ad.posted, ad.number) >= last for ad in ads)


def ago(now: datetime, posted: datetime) -> str:
    """How long ago, in the words of the site: hours on the first day, whole days after it."""
    passed = now - posted
    if passed < timedelta(hours=1):
        return "just now"
    if passed < timedelta(days=1):
        hours = passed // timedelta(hours=1)
        return f"{hours} hour{'s' if hours > 1 else ''} ago"
    days = passed // timedelta(days=1)
    return "yesterday" if days == 1 else f"{days} days ago"


def _listing(asked: Asked, begins: int, words: dict[str, str]) -> Answer:
    cards = asked.ads[begins : begins + PER_PAGE]
    shown = "".join(
        f'<div class="{words["card"]}"><a class="{words["link"]}" href="{AD_PATH}{ad.number}"><h3>'
        f"{escape(ad.title)}</h3></a><p>{escape(ad.body[:60])}</p></div>\n"
        for ad in cards
    )
    more = ""
    if begins + PER_PAGE < len(asked.ads):
        more = f'<button class="more" data-next="{START}?after={cursor(cards[-1])}">More</button>'
    return _page(f"Cardway - {asked.city.name}", f'<main class="grid">\n{shown}</main>\n{more}')


def _ad_page(asked: Asked, ad: Ad, words: dict[str, str]) -> Answer:
    facts: dict[str, Any] = {
        "@context": "https://schema.example",
        "@type": words["type"],
        "category": ad.category,
        words["text"]: ad.body,
        "areaServed": {"@type": "Place", "name": ad.place},
        "image": [{"url": f"http://img.{SLUG}.test/{image}.jpg"} for image in ad.images],
    }
    if ad.number not in asked.without_title:
        facts["name"] = ad.title
    if ad.price:
        facts["priceSpecification"] = {"price": ad.price, "priceCurrency": "USD"}
    if ad.phone:
        facts["seller"] = {"telephone": ad.phone}
    # As sites should: what could end the script element is escaped.
    data = json.dumps(facts, ensure_ascii=False).replace("<", "\\u003c").replace("&", "\\u0026")
    content = (
        f'<script type="application/ld+json">{{"@type": "WebSite", "name": "Cardway"}}</script>\n'
        f'<script type="application/ld+json">{data}</script>\n'
        f'<section class="hero"><h2>{escape(ad.title)}</h2><span class="{words["age"]}">'
        f'{ago(asked.now, ad.posted)}</span><div id="app">Loading...</div></section>'
    )
    return _page("Cardway", content)


def _page(title: str, content: str) -> Answer:
    page = (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{escape(title)}</title></head>'
        f'<body><div class="banner">{NOTICE}</div>{content}</body></html>'
    )
    return Answer(page.encode())
