"""The overview of the cities: what changed, where, what kind, who first, and can I trust it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import polars as pl

from assets.dashboards.charts import days_against_usual
from assets.dashboards.embedding import Figure, figure
from assets.dashboards.leads import leads_of
from assets.dashboards.matrices import step
from assets.dashboards.page import Link, Page
from assets.dashboards.published import Published
from assets.dashboards.series import events_frame, newest, recent
from assets.dashboards.wording import against, count, listed, many, moved

ORDER = 10
LEADS_SHOWN = 10
#: The counts that are drawn for each city, and what they are called.
DRAWN = {"ads": "ads seen", "advertisers": "advertisers"}


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
        "drawn": DRAWN,
        "days": _table(published),
        "packs": _matrix(published),
        "circuits": _circuits(published),
        "events": published.rows("events"),
        "names": published.names,
        "leads": [lead for lead in leads if lead["pack"] == _first_pack(leads)][:LEADS_SHOWN],
        "lead_count": len(leads),
        "freshness": published.rows("freshness"),
        "checks": checks(published),
    }
    yield Page("index.html", "overview.html", values, _figures(published))


def tile(published: Published, city: str) -> dict[str, Any]:
    """What a city's newest day says: ads, advertisers and how they stand against what is usual."""
    rows = {series: newest(published, city, series) for series in ("ads", "new_ads", "advertisers", "new_advertisers", "flagged")}
    ads = rows["ads"]
    stale = published.where("freshness", city=city)["is_stale"].any()
    return {
        "city": city,
        "name": published.names[city],
        "day": ads["day"] if ads else None,
        "is_stale": bool(stale),
        "finding": finding(ads),
        "days": recent(published, city, "ads").to_dicts(),
        "series": {series: recent(published, city, series).to_dicts() for series in rows},
        **rows,
    }


def finding(ads: dict[str, Any] | None) -> str:
    """What the ads of a city's newest day say, in words."""
    if ads is None:
        return "No data has landed yet"
    if ads["expected"] is None:
        return "Too few earlier weeks to say what is usual"
    return f"{against(ads).capitalize()}: {count(ads['low'])} to {count(ads['high'])} are expected on a {ads['day']:%A}"


def headline(tiles: list[dict[str, Any]]) -> str:
    """The finding of the whole page: which cities are outside their usual range."""
    known = [tile for tile in tiles if tile["ads"] and tile["ads"]["expected"] is not None]
    out = [tile for tile in known if against(tile["ads"]) != "as usual"]
    if not known:
        return f"{many(len(tiles), 'city', 'cities')}; too few weeks yet to say what is usual"
    if not out:
        return "Ads are as usual in every city" if len(known) == len(tiles) else f"Ads are as usual in {listed([tile['name'] for tile in known])}"
    said = listed([f"{against(tile['ads'])} in {tile['name']}" for tile in out])
    return f"Ads: {said}{'; elsewhere as usual' if len(out) < len(known) else ''}"


def questions(published: Published, tiles: list[dict[str, Any]], leads: list[dict[str, Any]]) -> list[dict[str, str]]:
    """The five questions, each with its answer and where more of it stands."""
    return [
        {"question": "What changed?", "answer": _changed(tiles), "href": "#changed", "more": "Ads and advertisers a day"},
        {"question": "Where?", "answer": _where(tiles), "href": "#where", "more": "Cities by rule"},
        {"question": "What kind?", "answer": _kind(published), "href": "#where", "more": "Every rule that counts"},
        {"question": "Who first?", "answer": _first(leads), "href": "#leads", "more": "First leads"},
        {"question": "Can I trust it?", "answer": _trusted(published), "href": "health.html", "more": "Data health"},
    ]


def _changed(tiles: list[dict[str, Any]]) -> str:
    moves = [
        (abs(row["value"] - row["usual"]) / row["usual"], tile["name"], label, row)
        for tile in tiles
        for series, label in DRAWN.items()
        if (row := tile[series]) and row["usual"]
    ]
    if not moves:
        return "Too few weeks to say what changed"
    _, name, label, row = max(moves, key=lambda move: move[0])
    verdict = against(row)
    held = "still within the usual range" if verdict == "as usual" else verdict
    return f"{name} moved most: {moved(row['value'], row['usual'])} {label} against the last {row['weeks']} {row['day']:%A}s, {held}"


def _where(tiles: list[dict[str, Any]]) -> str:
    known = [tile for tile in tiles if tile["ads"] and tile["ads"]["value"]]
    if not known:
        return "No data yet"
    ranked = sorted(known, key=lambda tile: tile["flagged"]["value"] / tile["ads"]["value"])
    least, most = ranked[0], ranked[-1]
    said = f"{_of_1000(most)} of 1,000 ads in {most['name']} meet a rule that counts (n\u00a0=\u00a0{count(most['ads']['value'])})"
    return said if least is most else f"{said}; {_of_1000(least)} in {least['name']}"


def _of_1000(tile: dict[str, Any]) -> str:
    return count(1000 * tile["flagged"]["value"] / tile["ads"]["value"])


def _kind(published: Published) -> str:
    rules = published["city_rules"].filter(pl.col("points") > 0)
    if rules.is_empty():
        return "No rule that counts"
    summed = rules.group_by("title").agg(pl.col("ads").sum(), pl.col("live_ads").sum()).sort("ads", "title", descending=[True, False])
    row = summed.row(0, named=True)
    return f"{row['title']}: {1000 * row['ads'] / max(row['live_ads'], 1):.0f} of 1,000 ads (n\u00a0=\u00a0{count(row['live_ads'])})"


def _first_pack(leads: list[dict[str, Any]]) -> str | None:
    return leads[0]["pack"] if leads else None


def _first(leads: list[dict[str, Any]]) -> str:
    if not leads:
        return "Nobody passes the gate of independent families"
    first = leads[0]
    return f"{many(len(leads), 'advertiser')} to look at; the first, in {listed(first['where'])}, has {first['score']} points from {first['families']} families"


def _trusted(published: Published) -> str:
    markets, state = published["freshness"], checks(published)
    fresh = markets.height - int(markets["is_stale"].sum())
    return f"{fresh} of {many(markets.height, 'market')} fresh; {state['held']} of {many(state['tables'], 'contract')} hold"


def checks(published: Published) -> dict[str, int]:
    """How many contracts hold, and how many expectations."""
    frame = published["checks"]
    return {
        "tables": frame.height,
        "held": frame.filter(pl.col("broken") == 0).height,
        "expectations": int(frame["expectations"].sum()),
        "passed": int(frame["passed"].sum()),
    }


def _figures(published: Published) -> dict[str, Figure]:
    figures = {}
    for series in DRAWN:
        frames = {place.slug: recent(published, place.slug, series) for place in published.places}
        tops = [frame.select(pl.max_horizontal("value", "high").max()).item() for frame in frames.values() if frame.height]
        scale = pl.DataFrame({"top": [float(max((top for top in tops if top is not None), default=1))]})
        for city, frame in frames.items():
            if frame.height:
                figures[f"{series}/{city}"] = figure(
                    days_against_usual.chart, days=frame, events=events_frame(published, frame, city), scale=scale
                )
    return figures


def _table(published: Published) -> list[dict[str, Any]]:
    """The twin of the small multiples: a row a day, newest first, a cell a city; None where there is a gap."""
    frame = published["city_series"].filter(pl.col("series").is_in(list(DRAWN)))
    if frame.is_empty():
        return []
    frame = frame.filter(pl.col("day") > frame["day"].max() - timedelta(days=28))
    cells = {(row["day"], row["series"], row["city"]): row for row in frame.to_dicts()}
    days = sorted(frame["day"].unique().to_list(), reverse=True)
    return [{"day": day, "cells": {(series, place.slug): cells.get((day, series, place.slug)) for series in DRAWN for place in published.places}} for day in days]


def _matrix(published: Published) -> list[dict[str, Any]]:
    """Packs with their rules; a rule has a cell a city with its rate, its count and the step of its colour."""
    rules = published["city_rules"]
    packs = []
    for pack in sorted(rules["pack"].unique().to_list(), reverse=True):
        of_pack = rules.filter(pl.col("pack") == pack)
        most = float(of_pack.filter(pl.col("points") > 0)["per_1000"].max() or 0)
        rows = []
        for rule in of_pack.unique("rule_id", maintain_order=True).sort("points", "title", descending=[True, False]).to_dicts():
            found = {row["city"]: row for row in of_pack.filter(pl.col("rule_id") == rule["rule_id"]).to_dicts()}
            cells = [{**cell, "step": step(cell["per_1000"], most)} if (cell := found.get(place.slug)) else None for place in published.places]
            rows.append({**rule, "cells": cells})
        packs.append({"pack": pack, "rules": [row for row in rows if row["points"] > 0], "others": [row for row in rows if row["points"] <= 0]})
    return packs


def _circuits(published: Published) -> dict[str, Any]:
    moves = published.rows("circuits")
    cells = {(row["from_city"], row["to_city"]): row for row in moves}
    most = max((row["advertisers"] for row in moves), default=0)
    for row in moves:
        row["step"] = step(row["advertisers"], most)
    known = [place for place in published.places if place.known]
    places = [{"city": p.slug, "name": p.name, "longitude": p.known.longitude, "latitude": p.known.latitude} for p in known if p.known]
    return {"moves": moves, "cells": cells, "places": places, "title": _circuits_title(moves, published.names)}


def _circuits_title(moves: list[dict[str, Any]], names: dict[str, str]) -> str:
    if not moves:
        return "No advertiser was seen to move between the cities"
    first = moves[0]
    return f"Most moves lead from {names.get(first['from_city'], first['from_city'])} to {names.get(first['to_city'], first['to_city'])}: {many(first['advertisers'], 'advertiser')}"


