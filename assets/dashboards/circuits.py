"""Moves between cities as pages show them: arcs on a map, and the same as a matrix."""

from __future__ import annotations

from typing import Any

from assets.dashboards.matrices import step
from assets.dashboards.published import Published
from assets.dashboards.wording import many


def circuits(published: Published, moves: list[dict[str, Any]]) -> dict[str, Any]:
    """Rows from_city, to_city, advertisers as `moves`, as `cells` by pair, with the map's `places` and a title."""
    most = max((row["advertisers"] for row in moves), default=0)
    stepped = [{**row, "step": step(row["advertisers"], most)} for row in moves]
    places = [
        {"city": place.slug, "name": place.name, "longitude": place.known.longitude, "latitude": place.known.latitude}
        for place in published.places
        if place.known
    ]
    return {
        "moves": stepped,
        "cells": {(row["from_city"], row["to_city"]): row for row in stepped},
        "places": places,
        "title": title(moves, published.names),
    }


def title(moves: list[dict[str, Any]], names: dict[str, str]) -> str:
    """Where most moves lead; rows come with the most frequent first."""
    if not moves:
        return "No advertiser was seen to move between the cities"
    first = moves[0]
    start, end = (names.get(first[key], first[key]) for key in ("from_city", "to_city"))
    return f"Most moves lead from {start} to {end}: {many(first['advertisers'], 'advertiser')}"
