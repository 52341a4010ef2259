"""Pinelist, a simulated list site: plain tables, paging by query string. Every value is escaped."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import escape
from zoneinfo import ZoneInfo

from sandbox.geography import SimulatedCity
from sandbox.world import Ad

PER_PAGE = 25
NOTICE = "SIMULATED DATA"


def address(city: SimulatedCity, number: int) -> str:
    """The address of an ad; it names no port."""
    return f"http://{city.host}.pinelist.test/ad/{number}"


def posted_at(city: SimulatedCity, ad: Ad) -> datetime:
    """When an ad was posted, by the city's own clock."""
    return datetime.combine(ad.posted, datetime.min.time(), ZoneInfo(city.time_zone)) + timedelta(minutes=ad.minute)


def listing(city: SimulatedCity, ads: list[Ad], page: int) -> str:
    """One page of a city's listing, 25 ads; a page beyond the end has an empty table."""
    shown = ads[(page - 1) * PER_PAGE : page * PER_PAGE]
    rows = "".join(
        f'<tr class="ad"><td><a class="title" href="/ad/{ad.number}">{escape(ad.title)}</a></td>'
        f'<td class="posted">{ad.posted.isoformat()}</td><td class="place">{escape(ad.place)}</td></tr>\n'
        for ad in shown
    )
    more = f'<a rel="next" href="/ads?page={page + 1}">Next</a>' if page * PER_PAGE < len(ads) else ""
    return _page(f"Pinelist {city.slug}", f'<table class="ads">\n{rows}</table>\n{more}')


def ad_page(city: SimulatedCity, ad: Ad, *, with_title: bool = True) -> str:
    """The page of an ad; facts that the ad does not declare are left out."""
    moment = posted_at(city, ad)
    facts = {
        "category": ad.category,
        "age": str(ad.age) if ad.age is not None else None,
        "price": ad.price,
        "place": ad.place,
        "phone": ad.phone,
        "email": ad.email,
    }
    declared = "".join(
        f'<dt>{name.title()}</dt><dd class="{name}">{escape(value)}</dd>\n' for name, value in facts.items() if value
    )
    pictures = "".join(
        f'<li><a href="http://img.pinelist.test/{image}.jpg">picture {place}</a></li>'
        for place, image in enumerate(ad.images, start=1)
    )
    title = f'<h1 class="title">{escape(ad.title)}</h1>' if with_title else ""
    body = "<br>\n".join(escape(line) for line in ad.body.split("\n"))
    posted = f'<time class="posted" datetime="{moment:%Y-%m-%dT%H:%M:%S%z}">{ad.posted}</time>'
    article = (
        f'<article class="ad">{title}\n{posted}\n<dl class="facts">\n{declared}</dl>\n'
        f'<div class="body">{body}</div>\n<ul class="images">{pictures}</ul></article>'
    )
    return _page(ad.title if with_title else "Pinelist", article)


def _page(title: str, content: str) -> str:
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title></head>\n'
        f'<body><p class="notice">{NOTICE}</p>\n{content}\n</body></html>\n'
    )
