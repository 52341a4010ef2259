"""Circuits: moves between cities as arcs and as a matrix, how long advertisers stay, and the same by pack."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assets.dashboards.circuits import circuits
from assets.dashboards.page import Link, Page
from assets.dashboards.pages.packs import names, title
from assets.dashboards.published import Published
from assets.dashboards.wording import count, many

ORDER = 34
TIERS = {"investigator": "every pair of cities, and the same by pack"}
#: The name of the rows of all advertisers in the query circuit_packs.
EVERYBODY = ""


def links(published: Published) -> list[Link]:
    """One entry."""
    return [Link("Circuits", "circuits.html", "Patterns")]


def pages(published: Published) -> Iterator[Page]:
    """One page."""
    stays, packs = published.rows("circuit_stays"), packs_of(published)
    values = {
        "whole": circuits(published, published.rows("circuits")),
        "moves": published.rows("circuits"),
        "packs": packs,
        "still": [title(pack) for pack in names(published) if pack not in {row["pack"] for row in packs}],
        "stays": stays,
        "longest": max((row["high"] for row in stays), default=0.0),
        "stays_title": stays_title(stays, published.names),
        "names": published.names,
    }
    yield Page("circuits.html", "circuits.html", values)


def packs_of(published: Published) -> list[dict[str, Any]]:
    """The moves of the advertisers of each pack, the pack with most of them first."""
    found = [
        {"pack": pack, "name": title(pack), "moved": sum(row["moves"] for row in rows), **circuits(published, rows)}
        for pack, rows in published.by("circuit_packs", "pack").items()
        if pack != EVERYBODY
    ]
    return sorted(found, key=lambda row: (-row["moved"], row["pack"]))


def stays_title(stays: list[dict[str, Any]], names: dict[str, str]) -> str:
    """Where the stay before a move is shortest and longest."""
    if not stays:
        return "No stay ended in a move"
    ranked = sorted(stays, key=lambda row: (row["middle"], row["city"]))
    least, most = ranked[0], ranked[-1]
    days, where = many(round(most["middle"]), "day"), names.get(most["city"], most["city"])
    said = f"Half of those who move on stay {days} or less in {where}"
    if least["middle"] == most["middle"]:
        return said
    return f"{said}, {count(least['middle'])} in {names.get(least['city'], least['city'])}"
