"""Data health: what ran, what holds, what is missing since when, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import polars as pl

from assets.dashboards.answers import checks
from assets.dashboards.charts import field_coverage, growth
from assets.dashboards.embedding import Figure, figure
from assets.dashboards.page import Link, Page
from assets.dashboards.published import Published
from assets.dashboards.series import DAYS_SHOWN, last_days
from assets.dashboards.wording import many

ORDER = 40
TIERS = {"investigator": "every crawl, contract and field"}
COVERAGE_DAYS = 28
_ORIGINS = {"site": "declared", "text": "in the text"}
#: Fields whose name in the tables is no word.
_FIELDS = {"posted_at": "posting time"}
_COUNTED = ("pages", "pages_not_ok", "robots_forbidden", "retried", "errors", "sighted", "quarantined")


def links(published: Published) -> list[Link]:
    """One entry."""
    return [Link("Data health", "health.html", "Trust")]


def pages(published: Published) -> Iterator[Page]:
    """One page."""
    landings = _landings(published)
    values = {
        "headline": headline(published, landings),
        "landings": landings,
        "missing": missing(landings),
        "fetched": _fetched(published),
        "contracts": published.rows("checks"),
        "broken": published.rows("broken"),
        "checks": checks(published),
        "meanings": {row["table_name"]: row["comment"] for row in published.rows("store")},
        "store": published.rows("store"),
        "freshness": published.rows("freshness"),
        "fallen": _fallen(published),
        "sources": sorted(published["coverage"]["source"].unique().to_list()),
        "newest": _newest(published),
        "coverage": _by_day(_coverage(published)),
        "growth": _grown(published),
        "known": published["growth"].group_by("source").agg(pl.col("ads").sum()).sort("source").to_dicts(),
        "runs": published.rows("runs"),
    }
    yield Page("health.html", "health.html", values, _figures(published))


def headline(published: Published, landings: list[dict[str, Any]]) -> str:
    """The worst that is to be said, else that all is well."""
    stale = published["freshness"].filter("is_stale")["market"].to_list()
    state = checks(published)
    if state["held"] < state["tables"]:
        return f"{many(state['tables'] - state['held'], 'contract')} broken: some numbers are withheld"
    if stale:
        return f"{many(len(stale), 'market')} stale: their numbers are older than the others'"
    gaps = len(missing(landings))
    said = f"; {many(gaps, 'market day')} did not land" if gaps else ""
    return f"Every market is fresh and every contract holds{said}"


def missing(landings: list[dict[str, Any]]) -> list[tuple[str, Any]]:
    """Market days of the calendar, from each market's first landing on, that did not land."""
    if not landings:
        return []
    landed = {(row["market"], row["day"]) for row in landings}
    last = max(row["day"] for row in landings)
    firsts: dict[str, Any] = {}
    for row in landings:
        firsts.setdefault(row["market"], row["day"])
    return [
        (market, day)
        for market, first in sorted(firsts.items())
        for day in (first + timedelta(days=n) for n in range((last - first).days + 1))
        if (market, day) not in landed
    ]


def _landings(published: Published) -> list[dict[str, Any]]:
    """Landings of two months: market, day, state and words."""
    frame = last_days(published["crawls"], DAYS_SHOWN)
    found = []
    for row in frame.to_dicts():
        state = "set aside" if row["is_set_aside"] else "imported" if row["is_import"] else "crawled"
        words = f"{row['market']}, {row['day']}: {state}, {many(row['pages'], 'page')}, {many(row['errors'], 'error')}"
        found.append({"market": row["market"], "day": row["day"], "state": state, "words": words})
    return found


def _fetched(published: Published) -> list[dict[str, Any]]:
    summed = (
        published["crawls"]
        .group_by("source", "is_import")
        .agg(pl.len().alias("landings"), *[pl.col(name).sum() for name in _COUNTED])
    )
    return summed.sort("source", "is_import").to_dicts()


def _coverage(published: Published) -> pl.DataFrame:
    return last_days(published["coverage"], COVERAGE_DAYS).select(
        "source",
        "day",
        pl.concat_str(pl.col("field").replace(_FIELDS), pl.lit(", "), pl.col("origin").replace(_ORIGINS)).alias(
            "field"
        ),
        "ads",
        pl.col("share", "expected").round(2),
        (pl.col("shortfall") > 0).alias("fell"),
    )


def _fallen(published: Published) -> list[dict[str, Any]]:
    frame = _coverage(published)
    return (
        frame.filter("fell").sort("day", "source", "field", descending=[True, False, False]).to_dicts()
        if frame.height
        else []
    )


def _newest(published: Published) -> list[dict[str, Any]]:
    frame = _coverage(published)
    if frame.is_empty():
        return []
    return frame.filter(pl.col("day") == pl.col("day").max().over("source")).sort("source", "field").to_dicts()


def _by_day(coverage: pl.DataFrame) -> dict[str, dict[str, Any]]:
    """The twin of each source's chart: its fields, and its days, newest first, with the new ads and a cell a field."""
    found: dict[str, dict[str, Any]] = {}
    for row in coverage.sort("day", "field", descending=[True, False]).to_dicts():
        of_source = found.setdefault(row["source"], {"fields": [], "days": {}})
        if row["field"] not in of_source["fields"]:
            of_source["fields"].append(row["field"])
        of_source["days"].setdefault(row["day"], {"ads": row["ads"], "cells": {}})["cells"][row["field"]] = row
    return {source: {**twin, "fields": sorted(twin["fields"])} for source, twin in found.items()}


def _known(published: Published) -> pl.DataFrame:
    """Ads known of each source up to and with each day."""
    known = pl.col("ads").cum_sum().over("source", order_by="day").alias("known")
    return published["growth"].select("source", "day", known)


def _grown(published: Published) -> dict[Any, dict[str, int]]:
    """The twin of the chart of growth: days, newest first, with a cell a source."""
    found: dict[Any, dict[str, int]] = {}
    for row in _known(published).sort("day", descending=True).to_dicts():
        found.setdefault(row["day"], {})[row["source"]] = row["known"]
    return found


def _figures(published: Published) -> dict[str, Figure]:
    coverage, found = _coverage(published), {}
    for source in coverage["source"].unique().to_list():
        found[f"coverage/{source}"] = figure(
            field_coverage.chart, cells=coverage.filter(pl.col("source") == source).drop("source")
        )
    known = _known(published)
    if known.height:
        found["growth"] = figure(growth.chart, days=known)
    return found
