"""The pages: an overview of the cities and a page for each, from the finished database of a build and nothing else."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from assets.dashboards import ads_over_time, cities_over_time, field_coverage, flags_by_rule, new_each_day
from assets.dashboards.embedding import POLICY, island, write_bundle

HERE = Path(__file__).parent
LEADS_SHOWN = 10
DAYS_SHOWN = 60


@dataclass(frozen=True)
class SiteNotice:
    """What every page says of itself."""

    build_id: str
    built_at: datetime
    simulated: bool
    tier: str = "investigator"


def build_site(
    connection: duckdb.DuckDBPyConnection, folder: Path, notice: SiteNotice, cache: Path | None = None
) -> list[Path]:
    """Write every page and what they load into `folder`; returns the pages. `cache` keeps the bundle between builds."""
    static = folder / "static"
    static.mkdir(parents=True, exist_ok=True)
    write_bundle(static, cache or folder.parent)
    for path in sorted((HERE / "static").iterdir()):
        shutil.copyfile(path, static / path.name)
    data = {path.stem: connection.sql(path.read_text()).pl() for path in sorted(HERE.glob("queries/*.sql"))}
    templates = _environment(notice)
    pages = [_write(templates, folder / "index.html", "overview.html", "", _overview(data))]
    for city in _cities(data):
        page = folder / "city" / f"{city['city']}.html"
        pages.append(_write(templates, page, "city.html", "../", _city(data, city)))
    return pages


def _environment(notice: SiteNotice) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    environment.globals.update(notice=notice, policy=POLICY)
    environment.filters.update(marked=marked, count=count)
    return environment


def _write(templates: Environment, path: Path, template: str, root: str, values: dict[str, Any]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(templates.get_template(template).render(root=root, **values), encoding="utf-8")
    return path


def _cities(data: dict[str, pl.DataFrame]) -> list[dict[str, Any]]:
    """Every city that a market belongs to, with its newest day (None where none landed) and its markets."""
    cities = data["freshness"].select("city", "city_name", "state").unique(maintain_order=True)
    newest = data["city_days"].sort("day").group_by("city", maintain_order=True).last().drop("city_name")
    rows = cities.join(newest, on="city", how="left").sort("city_name").to_dicts()
    stale = dict(data["freshness"].group_by("city").agg(pl.col("is_stale").any()).iter_rows())
    return [{**row, "is_stale": stale[row["city"]], "finding": finding(row)} for row in rows]


def finding(row: dict[str, Any]) -> str:
    """What a city's newest day says, in words."""
    if row["day"] is None:
        return "No data has landed yet."
    seen = f"{row['ads']:,} postings seen on {row['day']}"
    if row["expected"] is None:
        return f"{seen}; too few earlier weeks to say what is usual."
    usual = f"usual are {row['low']:,.0f} to {row['high']:,.0f}"
    if row["ads"] > row["high"]:
        return f"{seen}, more than usual ({usual})."
    if row["ads"] < row["low"]:
        return f"{seen}, fewer than usual ({usual})."
    return f"{seen}, as usual ({usual})."


def _leads(data: dict[str, pl.DataFrame], city: str | None = None) -> list[dict[str, Any]]:
    leads = data["leads"] if city is None else data["leads"].filter(pl.col("city") == city)
    leads = leads.head(LEADS_SHOWN)
    names = dict(data["freshness"].select("city", "city_name").unique().iter_rows())
    found = []
    for lead in leads.to_dicts():
        reasons = data["reasons"].filter(pl.col("lead_id") == lead["lead_id"]).to_dicts()
        where = [names.get(slug, slug) for slug in lead["cities"].split(",")]
        found.append({**lead, "where": where, "reasons": reasons})
    return found


def _overview(data: dict[str, pl.DataFrame]) -> dict[str, Any]:
    cities = _cities(data)
    days = data["city_days"]
    return {
        "cities": cities,
        "chart": island(cities_over_time.chart(_recent(days).select("city_name", "day", "ads", "run"))),
        "days": _newest_days(days, 14),
        "rules": _rules_by_city(data["city_rules"], [city["city"] for city in cities]),
        "leads": _leads(data),
        "lead_count": data["leads"].height,
        "freshness": data["freshness"].to_dicts(),
        "checks": data["checks"].to_dicts()[0],
    }


def _city(data: dict[str, pl.DataFrame], city: dict[str, Any]) -> dict[str, Any]:
    days = _recent(data["city_days"].filter(pl.col("city") == city["city"]))
    rules = data["city_rules"].filter(pl.col("city") == city["city"])
    coverage = _coverage(data, city["city"])
    return {
        "city": city,
        "over_time": island(ads_over_time.chart(days.select("day", "ads", "low", "high", "is_complete", "run"))),
        "arrivals": island(new_each_day.chart(days.select("day", "new_advertisers"))),
        "flags": island(flags_by_rule.chart(rules.select("title", "per_100", "ads", "points"))),
        "coverage": island(field_coverage.chart(coverage)),
        "fields": _newest_coverage(coverage),
        "days": days.sort("day", descending=True).to_dicts(),
        "rules": rules.to_dicts(),
        "leads": _leads(data, city["city"]),
        "freshness": data["freshness"].filter(pl.col("city") == city["city"]).to_dicts(),
        "checks": data["checks"].to_dicts()[0],
    }


def _coverage(data: dict[str, pl.DataFrame], city: str) -> pl.DataFrame:
    """The last thirty days of the fields of a city's sources; a source is the same software in every city."""
    sources = data["freshness"].filter(pl.col("city") == city)["source"].unique()
    found = data["coverage"].filter(pl.col("source").is_in(sources.to_list()))
    newest = found["day"].max()
    return found if newest is None else found.filter(pl.col("day") > pl.lit(newest).dt.offset_by("-30d"))


def _newest_coverage(coverage: pl.DataFrame) -> list[dict[str, Any]]:
    """The table beside the chart: each source's fields on its newest day."""
    newest = coverage.filter(pl.col("day") == pl.col("day").max().over("source"))
    return newest.sort("source", "origin", "field").to_dicts()


def _recent(days: pl.DataFrame) -> pl.DataFrame:
    """The last sixty days; a chart of a few hundred points stays light."""
    newest = days["day"].max()
    return days if newest is None else days.filter(pl.col("day") > pl.lit(newest).dt.offset_by(f"-{DAYS_SHOWN}d"))


def _newest_days(days: pl.DataFrame, most: int) -> list[dict[str, Any]]:
    """The table beside the small multiples: a row a day, a column a city, None where there is a gap."""
    if days.is_empty():
        return []
    wide = days.pivot("city_name", index="day", values="ads").sort("day", descending=True).head(most)
    return wide.to_dicts()


def _rules_by_city(rules: pl.DataFrame, cities: list[str]) -> list[dict[str, Any]]:
    """A row a rule; `cells` holds ads and ads of 100 for each city, in the order given."""
    rows = []
    for rule in rules.unique("rule_id", maintain_order=True).sort("points", descending=True).to_dicts():
        found = {row["city"]: row for row in rules.filter(pl.col("rule_id") == rule["rule_id"]).to_dicts()}
        rows.append({**rule, "cells": [found.get(city) for city in cities]})
    return rows


def marked(quote: str | None) -> Markup:
    """A quote with its span marked; everything in it is crawled text and stays text."""
    if not quote or "«" not in quote:
        return escape(quote or "")
    before, _, rest = quote.partition("«")
    span, _, after = rest.partition("»")
    return Markup("…{}<mark>{}</mark>{}…").format(before, span, after)


def count(value: float | None) -> str:
    """A number as people read it; a dash where there is none."""
    return "–" if value is None else f"{value:,.0f}"
