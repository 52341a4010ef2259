"""The first page of the lower tiers: cities by whole weeks, in counts that speak of nobody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assets.dashboards.page import Link, Page
from assets.dashboards.published import Published
from assets.dashboards.weeks import DRAWN, change, figures, weeks_of
from assets.dashboards.wording import many, told

TIERS = {"partner": "whole weeks with arrivals and rules met", "public": "whole weeks, two weeks late"}
ORDER = 10


def links(published: Published) -> list[Link]:
    """The first entry of the navigation."""
    return [Link("Cities by week", "index.html")]


def pages(published: Published) -> Iterator[Page]:
    """One page."""
    cities: list[dict[str, Any]] = [
        {"place": place, "weeks": weeks_of(published, place.slug)} for place in published.places
    ]
    weeks = sorted({week["week"] for city in cities for week in city["weeks"]}, reverse=True)
    values = {
        "cities": cities,
        "weeks": weeks,
        "cells": {(city["place"].slug, week["week"]): week for city in cities for week in city["weeks"]},
        "headline": headline(cities),
        "change": change,
        "drawn": DRAWN,
        "is_public": published.tier == "public",
    }
    yield Page("index.html", "weeks.html", values, figures(published))


def headline(cities: list[dict[str, Any]]) -> str:
    """Where most was seen in the newest week."""
    newest = max((city["weeks"][0]["week"] for city in cities if city["weeks"]), default=None)
    if newest is None:
        return "No whole week can be told yet"
    seen = [
        (city["weeks"][0]["ads"], city["place"].name) for city in cities if city["weeks"] and city["weeks"][0]["ads"]
    ]
    if not seen:
        return f"{many(len(cities), 'city', 'cities')}; no count of five or more"
    ads, name = max(seen)
    return f"{name} had most ads in the week from {newest.day} {newest:%B}: {told(ads)}"
