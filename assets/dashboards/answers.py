"""The five questions that a reader brings, answered in a sentence each, with n."""

from __future__ import annotations

from typing import Any

import polars as pl

from assets.dashboards.published import Published
from assets.dashboards.tiles import DRAWN
from assets.dashboards.wording import against, count, listed, many, moved


def headline(tiles: list[dict[str, Any]]) -> str:
    """The finding of the whole page: which cities are outside their usual range."""
    known = [tile for tile in tiles if tile["ads"] and tile["ads"]["expected"] is not None]
    out = [tile for tile in known if against(tile["ads"]) != "as usual"]
    if not known:
        return f"{many(len(tiles), 'city', 'cities')}; too few weeks yet to say what is usual"
    if not out:
        return (
            "Ads are as usual in every city"
            if len(known) == len(tiles)
            else f"Ads are as usual in {listed([tile['name'] for tile in known])}"
        )
    said = listed([f"{against(tile['ads'])} in {tile['name']}" for tile in out])
    return f"Ads: {said}{'; elsewhere as usual' if len(out) < len(known) else ''}"


def questions(published: Published, tiles: list[dict[str, Any]], leads: list[dict[str, Any]]) -> list[dict[str, str]]:
    """The five questions, each with its answer and where more of it stands."""
    return [
        {
            "question": "What changed?",
            "answer": _changed(tiles),
            "href": "#changed",
            "more": "Ads and advertisers a day",
        },
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
    change = f"{moved(row['value'], row['usual'])} {label}"
    return f"{name} moved most: {change} against the last {row['weeks']} {row['day']:%A}s, {held}"


def _where(tiles: list[dict[str, Any]]) -> str:
    known = [tile for tile in tiles if tile["ads"] and tile["ads"]["value"]]
    if not known:
        return "No data yet"
    ranked = sorted(known, key=lambda tile: tile["flagged"]["value"] / tile["ads"]["value"])
    least, most = ranked[0], ranked[-1]
    rate = f"{_of_1000(most)} of 1,000 ads in {most['name']}"
    said = f"{rate} show indicators of several families {_n(most['ads']['value'])}"
    return said if least is most else f"{said}; {_of_1000(least)} in {least['name']}"


def _of_1000(tile: dict[str, Any]) -> str:
    return count(1000 * tile["flagged"]["value"] / tile["ads"]["value"])


def _kind(published: Published) -> str:
    rules = published["city_rules"].filter(pl.col("points") > 0)
    if rules.is_empty():
        return "No rule that counts"
    summed = (
        rules.group_by("title")
        .agg(pl.col("ads").sum(), pl.col("live_ads").sum())
        .sort("ads", "title", descending=[True, False])
    )
    row = summed.row(0, named=True)
    return f"{row['title']}: {1000 * row['ads'] / max(row['live_ads'], 1):.0f} of 1,000 ads {_n(row['live_ads'])}"


def _first(leads: list[dict[str, Any]]) -> str:
    if not leads:
        return "Nobody passes the gate of independent families"
    first = leads[0]
    found = f"{many(len(leads), 'advertiser')} to look at; the first, in {listed(first['where'])},"
    return f"{found} has {first['score']} points from {first['families']} families"


def _trusted(published: Published) -> str:
    markets, state = published["freshness"], checks(published)
    fresh = markets.height - int(markets["is_stale"].sum())
    held = f"{state['held']} of {many(state['tables'], 'contract')} hold"
    return f"{fresh} of {many(markets.height, 'market')} fresh; {held}"


def checks(published: Published) -> dict[str, int]:
    """How many contracts hold, and how many expectations."""
    frame = published["checks"]
    return {
        "tables": frame.height,
        "held": frame.filter(pl.col("broken") == 0).height,
        "expectations": int(frame["expectations"].sum()),
        "passed": int(frame["passed"].sum()),
    }


def _n(number: float) -> str:
    """How many the rate is of, unbroken."""
    return f"(n\u00a0=\u00a0{count(number)})"
