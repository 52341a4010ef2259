"""Pinelist, a simulated list site: plain tables, paging by query string. Every value is escaped."""

from __future__ import annotations

from datetime import datetime
from html import escape
from typing import Any

from sandbox.geography import SimulatedCity
from sandbox.sites.site import NOTICE, Answer, Asked, refused, whole_number
from sandbox.world import Ad

SLUG, START, AD_PATH = "pinelist", "/ads", "/ad/"
DECLARES = ("category", "place", "age", "price", "phone", "email", "images")
IS_RELATIVE = False
PER_PAGE = 25
#: Names in the markup, before and after a change of design.
WORDS: tuple[dict[str, str], dict[str, str]] = (
    {"list": "table.ads", "row": "ad", "title": "title", "facts": "facts", "body": "body"},
    {"list": "table.results", "row": "result", "title": "headline", "facts": "details", "body": "description"},
)


def answer(asked: Asked) -> Answer | None:
    """`/ads?page=N` lists 25 ads; `/ad/N` shows one."""
    words = WORDS[asked.is_new_layout]
    if asked.path == START:
        page = whole_number(asked.query.get("page", ""), 1)
        return refused("page must be a number from 1") if page is None else _listing(asked, page, words)
    ad = next((ad for ad in asked.ads if f"{AD_PATH}{ad.number}" == asked.path), None)
    return _ad_page(asked, ad, words) if ad else None


def _listing(asked: Asked, page: int, words: dict[str, str]) -> Answer:
    begins = (page - 1) * PER_PAGE
    rows = "".join(
        f'<tr class="{words["row"]}"><td><a class="{words["title"]}" href="{AD_PATH}{ad.number}">{escape(ad.title)}</a>'
        f'</td><td class="posted">{ad.posted:%Y-%m-%d}</td><td class="place">{escape(ad.place)}</td></tr>\n'
        for ad in asked.ads[begins : begins + PER_PAGE]
    )
    there_is_more = begins + PER_PAGE < len(asked.ads)
    more = f'<a rel="next" href="{START}?page={page + 1}">Next</a>' if there_is_more else ""
    tag, _, name = words["list"].partition(".")
    return _page(f"Pinelist {asked.city.name}", f'<{tag} class="{name}">\n{rows}</{tag}>\n{more}')


def _ad_page(asked: Asked, ad: Ad, words: dict[str, str]) -> Answer:
    """Facts that the ad does not declare are left out."""
    facts: dict[str, Any] = {name: getattr(ad, name) for name in DECLARES if name != "images"}
    declared = "".join(
        f'<dt>{name.title()}</dt><dd class="{name}">{escape(str(value))}</dd>\n'
        for name, value in facts.items()
        if value is not None
    )
    pictures = "".join(
        f'<li><a href="http://img.{SLUG}.test/{image}.jpg">picture {place}</a></li>'
        for place, image in enumerate(ad.images, start=1)
    )
    title = "" if ad.number in asked.without_title else f'<h1 class="{words["title"]}">{escape(ad.title)}</h1>'
    body = "<br>\n".join(escape(line) for line in ad.body.split("\n"))
    moment = _moment(asked.city, ad.posted)
    article = (
        f'<article class="ad">{title}\n<time class="posted" datetime="{moment}">{ad.posted:%Y-%m-%d}</time>\n'
        f'<dl class="{words["facts"]}">\n{declared}</dl>\n'
        f'<div class="{words["body"]}">{body}</div>\n<ul class="images">{pictures}</ul></article>'
    )
    return _page(ad.title if title else "Pinelist", article)


def _moment(city: SimulatedCity, posted: datetime) -> str:
    return f"{posted.replace(tzinfo=city.zone):%Y-%m-%dT%H:%M:%S%z}"


def _page(title: str, content: str) -> Answer:
    page = (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title></head>\n'
        f'<body><p class="notice">{NOTICE}</p>\n{content}\n</body></html>\n'
    )
    return Answer(page.encode())
