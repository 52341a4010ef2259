"""What a page holds so that it can count anew for a period: who did what on which of its days.

Advertisers stand for themselves only, without a name; each is counted once, on however many days it was seen.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from assets.dashboards.matrices import step


def first_day(days: pl.DataFrame) -> date | None:
    """The first of some days; None where there is none."""
    return min(days["day"].to_list(), default=None)


def since(frame: pl.DataFrame, first: date | None) -> pl.DataFrame:
    """The rows from a day on."""
    return frame if first is None else frame.filter(pl.col("day") >= first)


def uses(frame: pl.DataFrame, first: date) -> dict[str, list[list[int]]]:
    """By template a list an advertiser: the days (after the first) of its ads, a day once for each ad.

    From the rows of queries/city_template_days.sql.
    """
    found: dict[str, list[list[int]]] = {}
    rows = frame.group_by("template_id", "advertiser_id", maintain_order=True).agg("day", "ads")
    for row in rows.to_dicts():
        days = [(day - first).days for day, ads in zip(row["day"], row["ads"], strict=True) for _ in range(ads)]
        found.setdefault(row["template_id"], []).append(days)
    return found


def met(frame: pl.DataFrame, rules: list[str], first: date) -> list[list[int]]:
    """A list an advertiser: a day (after the first), then the rules met on it as the bits of a number, and so on.

    From the rows of queries/advertiser_rule_days.sql.
    """
    of_rules = frame.filter(pl.col("rule_id").is_in(rules)).with_columns(
        pl.col("rule_id").replace_strict({rule: 2**place for place, rule in enumerate(rules)}).alias("bit"),
        (pl.col("day") - first).dt.total_days().alias("day"),
    )
    by_day = of_rules.group_by("advertiser_id", "day", maintain_order=True).agg(pl.col("bit").sum())
    found = by_day.group_by("advertiser_id", maintain_order=True).agg("day", "bit").to_dicts()
    return [[int(n) for pair in zip(row["day"], row["bit"], strict=True) for n in pair] for row in found]


def pairs(frame: pl.DataFrame, most: int) -> list[dict[str, Any]]:
    """The rules that most advertisers met, each with the share of its advertisers that also met each other rule.

    From the rows of queries/advertiser_rule_days.sql.
    """
    who = {
        rule: set(part["advertiser_id"].unique())
        for (rule,), part in frame.partition_by("rule_id", as_dict=True).items()
    }
    titles = dict(frame.select("rule_id", "title").unique().iter_rows())
    order = sorted(who, key=lambda rule: (-len(who[rule]), rule))[:most]
    return [
        {
            "rule_id": a,
            "title": titles[a],
            "advertisers": len(who[a]),
            "cells": [None if a == b else _cell(len(who[a] & who[b]), len(who[a])) for b in order],
        }
        for a in order
    ]


def _cell(both: int, own: int) -> dict[str, Any]:
    return {"advertisers": both, "share": both / own, "step": step(both / own, 1.0)}
