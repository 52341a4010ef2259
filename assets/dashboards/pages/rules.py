"""The rules, and a card each: its text, what it rests on, what it met, whether people agreed, and for which groups."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from assets.dashboards.charts import rates_by_city
from assets.dashboards.embedding import Figure, figure
from assets.dashboards.leads import family_name, leads_of
from assets.dashboards.page import Link, Page
from assets.dashboards.published import Published
from assets.dashboards.rates import by_week, group_name, newest_week, weekly, with_interval
from assets.dashboards.wording import count, many

ORDER = 42
TIERS = {"investigator": "each rule with its text, its hits and the queued leads that show it"}
GRADES = {
    "A": "tested against known negatives",
    "B": "agreed by experts or found in several systems",
    "C": "practice only",
    "X": "tested and not supported",
    "untested": "untested: no labels or outcomes yet",
}
NOT_REVIEWED = "not yet reviewed"
LEADS_SHOWN = 40


def links(published: Published) -> list[Link]:
    """One entry."""
    return [Link("Rules", "rules.html", "Trust")]


def pages(published: Published) -> Iterator[Page]:
    """The list, then a card for each rule."""
    rules = published.rows("rules")
    hits = {row["rule_id"]: row for row in published.rows("rule_hits")}
    labels = {(row["name"], row["kind"]): row for row in published.rows("label_precision", measure="rule")}
    told = [
        {**rule, "hits": hits.get(rule["rule_id"]), "opinion": labels.get((rule["rule_id"], "opinion"))}
        for rule in rules
    ]
    yield Page("rules.html", "rules.html", {"rules": told, "headline": headline(rules)})
    parts = {name: published.by(name, "rule_id") for name in ("city_rules", "rule_groups", "rule_versions")}
    leads = leads_of(published)
    for rule in told:
        yield _card(
            published, rule, {name: found.get(rule["rule_id"], []) for name, found in parts.items()}, leads, labels
        )


def headline(rules: list[dict[str, Any]]) -> str:
    """How many rules there are, how many count, and how many a second person looked at."""
    counting = sum(rule["points"] > 0 for rule in rules)
    reviewed = sum(rule["reviewed_by"] != NOT_REVIEWED for rule in rules)
    said = f"{reviewed} are reviewed" if reviewed else "none is reviewed by a second person yet"
    return f"{many(len(rules), 'rule')}; {counting} speak for a lead, and {said}"


def _card(
    published: Published,
    rule: dict[str, Any],
    parts: dict[str, list[dict[str, Any]]],
    leads: list[dict[str, Any]],
    labels: dict[tuple[str, str], dict[str, Any]],
) -> Page:
    weeks = _weeks(published, rule["rule_id"])
    shown = showing(leads, rule["rule_id"])
    values = {
        "rule": rule,
        "grades": GRADES,
        "family": family_name(rule["family"]),
        "cities": parts["city_rules"],
        "names": published.names,
        "weeks": by_week(weeks),
        "week_title": _week_title(weeks),
        "leads": shown[:LEADS_SHOWN],
        "leads_left": max(len(shown) - LEADS_SHOWN, 0),
        "labels": [labels[key] for kind in ("opinion", "outcome") if (key := (rule["rule_id"], kind)) in labels],
        "groups": groups(parts["rule_groups"]),
        "versions": parts["rule_versions"],
    }
    figures: dict[str, Figure] = {}
    if weeks.height:
        figures["weeks"] = figure(rates_by_city.chart, weeks=weeks.select("week", "city", "rate"))
    return Page(f"rule/{rule['rule_id']}.html", "rule.html", values, figures)


def showing(leads: list[dict[str, Any]], rule_id: str) -> list[dict[str, Any]]:
    """The queued leads among whose reasons the rule is, each with that reason."""
    found = []
    for lead in leads:
        reasons = [*lead["counting"], *lead["against"], *lead["uncounted"]]
        if reason := next((reason for reason in reasons if reason["rule_id"] == rule_id), None):
            found.append({**lead, "reason": reason})
    return found


def groups(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The share of each group that meets the rule, with its interval, and the end of the scale of all."""
    found = [
        {**with_interval(row, "met", "advertisers"), "title": group_name(row["grouping"], row["name"])} for row in rows
    ]
    most = max((row["high"] for row in found), default=0.0)
    return [{**row, "most": most} for row in found]


def _weeks(published: Published, rule_id: str) -> pl.DataFrame:
    return weekly(published.where("rule_days", rule_id=rule_id), published.names)


def _week_title(weeks: pl.DataFrame) -> str:
    """Where the newest week has most and least."""
    found = newest_week(weeks)
    if not found:
        return "No live ad met it"
    least, most = found[0], found[-1]
    said = f"{count(most['rate'])} of 1,000 live ads in {most['city']} meet it in the newest week"
    return said if len(found) == 1 else f"{said}, {count(least['rate'])} in {least['city']}"
