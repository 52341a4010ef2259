"""The overview of the cities: what changed, where, what kind, who first, and can I trust it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from assets.dashboards.answers import checks, headline, questions
from assets.dashboards.charts import days_against_usual
from assets.dashboards.circuits import circuits
from assets.dashboards.embedding import Figure, figure
from assets.dashboards.leads import leads_of
from assets.dashboards.matrices import step
from assets.dashboards.page import Link, Page
from assets.dashboards.pages.doors import doors
from assets.dashboards.published import Published
from assets.dashboards.series import events_frame, recent
from assets.dashboards.tiles import DRAWN, tile

ORDER = 10
TIERS = {"investigator": "every city by day, and the first leads"}
LEADS_SHOWN = 10


def links(published: Published) -> list[Link]:
    """The first entry of the navigation."""
    return [Link("Overview", "index.html")]


def pages(published: Published) -> Iterator[Page]:
    """One page."""
    tiles = [tile(published, place.slug) for place in published.places]
    leads = leads_of(published)
    values = {
        "headline": headline(tiles),
        "day": max((tile["day"] for tile in tiles if tile["day"]), default=None),
        "tiles": tiles,
        "questions": questions(published, tiles, leads),
        "doors": doors(published),
        "drawn": DRAWN,
        "days": _table(published),
        "packs": _matrix(published),
        "circuits": circuits(published, published.rows("circuits")),
        "events": published.rows("events"),
        "names": published.names,
        "leads": [lead for lead in leads if lead["pack"] == _first_pack(leads)][:LEADS_SHOWN],
        "lead_count": len(leads),
        "freshness": published.rows("freshness"),
        "checks": checks(published),
    }
    yield Page("index.html", "overview.html", values, _figures(published))


def _first_pack(leads: list[dict[str, Any]]) -> str | None:
    return leads[0]["pack"] if leads else None


def _figures(published: Published) -> dict[str, Figure]:
    figures = {}
    for series in DRAWN:
        frames = {place.slug: recent(published, place.slug, series) for place in published.places}
        tops = [
            frame.select(pl.max_horizontal("value", "high").max()).item() for frame in frames.values() if frame.height
        ]
        scale = pl.DataFrame({"top": [float(max((top for top in tops if top is not None), default=1))]})
        for city, frame in frames.items():
            if frame.height:
                figures[f"{series}/{city}"] = figure(
                    days_against_usual.chart, days=frame, events=events_frame(published, frame, city), scale=scale
                )
    return figures


def _table(published: Published) -> list[dict[str, Any]]:
    """The twin of the small multiples: a row a day, newest first, a cell a city; None where there is a gap."""
    keys = [(series, place.slug) for series in DRAWN for place in published.places]
    cells = {(row["day"], *key): row for key in keys for row in recent(published, key[1], key[0]).to_dicts()}
    days = sorted({day for day, _, _ in cells}, reverse=True)
    return [{"day": day, "cells": {key: cells.get((day, *key)) for key in keys}} for day in days]


def _matrix(published: Published) -> list[dict[str, Any]]:
    """Packs with their rules; a rule has a cell a city with its rate, its count and the step of its colour."""
    rules = published["city_rules"]
    packs = []
    for pack in sorted(rules["pack"].unique().to_list(), reverse=True):
        of_pack = rules.filter(pl.col("pack") == pack)
        most = max((rate for rate in of_pack.filter(pl.col("points") > 0)["per_1000"].to_list() if rate), default=0.0)
        rows = []
        for rule in (
            of_pack.unique("rule_id", maintain_order=True).sort("points", "title", descending=[True, False]).to_dicts()
        ):
            found = {row["city"]: row for row in of_pack.filter(pl.col("rule_id") == rule["rule_id"]).to_dicts()}
            cells = [
                {**cell, "step": step(cell["per_1000"], most)} if (cell := found.get(place.slug)) else None
                for place in published.places
            ]
            rows.append({**rule, "cells": cells})
        packs.append(
            {
                "pack": pack,
                "rules": [row for row in rows if row["points"] > 0],
                "others": [row for row in rows if row["points"] <= 0],
            }
        )
    return packs
