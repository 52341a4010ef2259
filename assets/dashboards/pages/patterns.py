"""What partners see of kinds, moves, events and texts: in counts, without words of an ad and without anybody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from assets.dashboards.matrices import step
from assets.dashboards.page import Link, Page
from assets.dashboards.published import Published

TIERS = {"partner": "kinds, moves, events and texts, in counts"}
ORDER = 15


def links(published: Published) -> list[Link]:
    """One entry."""
    return [Link("Patterns", "patterns.html")]


def pages(published: Published) -> Iterator[Page]:
    """One page."""
    moves = published.rows("circuits")
    most = max((row["advertisers"] for row in moves), default=0)
    for row in moves:
        row["step"] = step(row["advertisers"], most)
    values = {
        "places": published.places,
        "names": published.names,
        "week": published["rule_weeks"]["week"].max(),
        "packs": kinds(published),
        "moves": moves,
        "cells": {(row["from_city"], row["to_city"]): row for row in moves},
        "mapped": [
            {
                "city": place.slug,
                "name": place.name,
                "longitude": place.known.longitude,
                "latitude": place.known.latitude,
            }
            for place in published.places
            if place.known
        ],
        "events": published.rows("events"),
        "shapes": published.rows("shapes"),
    }
    yield Page("patterns.html", "patterns.html", values)


def kinds(published: Published) -> dict[str, list[dict[str, Any]]]:
    """Rules by pack, with the advertisers of each city in the newest week; the first are met by most."""
    newest = published["rule_weeks"].filter(pl.col("week") == pl.col("week").max())
    advertisers = {(row["city"], row["week"]): row["advertisers"] for row in published.rows("city_weeks")}
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for row in newest.to_dicts():
        all_of_city = advertisers.get((row["city"], row["week"]))
        share = row["advertisers"] / all_of_city if all_of_city else None
        rule = found.setdefault(row["pack"], {}).setdefault(row["rule_id"], {**row, "cells": {}})
        rule["cells"][row["city"]] = {**row, "step": step(share, 1.0)}

    def met(rule: dict[str, Any]) -> tuple[int, str]:
        return -sum(cell["advertisers"] for cell in rule["cells"].values()), rule["title"]

    return {pack: sorted(found[pack].values(), key=met) for pack in sorted(found, reverse=True)}
