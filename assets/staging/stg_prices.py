"""Prices of an ad: an amount with a sign, a word of money or a duration beside it, normalised to the hour."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl
import re2

from assets.staging.folding import fold

READS = {"stg_ads": ["ad_id", "day", "text", "declared_price"]}
COLUMNS = [
    "ad_id",
    "day",
    "amount",
    "currency",
    "duration_min",
    "hourly",
    "declared",
    "span_start",
    "span_end",
]
PLAUSIBLE = (20, 9000)

#: Durations as they are written, in minutes.
DURATIONS = {
    "hh": 30, "hhr": 30, "half hour": 30, "half hr": 30, "half": 30, "qv": 15, "qk": 15, "quickie": 15, "ss": 15,
    "15 min": 15, "15min": 15, "30 min": 30, "30min": 30, "60 min": 60, "60min": 60, "hr": 60, "hour": 60, "h": 60,
    "fh": 60, "1hr": 60, "1 hr": 60, "2hr": 120, "2 hr": 120, "2 hrs": 120, "2 hours": 120, "overnight": 600,
    "media hora": 30, "hora": 60,
}  # fmt: skip
_UNITS = "dollars|dolares|dólares|roses|rosas|donation|kisses|bucks|candy|gifts|usd"
_DURATION = "|".join(sorted(DURATIONS, key=len, reverse=True))
_PRICE = re2.compile(
    rf"(?:\b({_DURATION}) ?[:=\-]? ?)?"
    rf"(\$ ?)?\b([0-9]{{2,4}})\b( ?(?:{_UNITS})\b)?"
    rf"(?: ?(?:/|per|for|an?|la|por)? ?({_DURATION})\b)?"
)


def build(stg_ads: pl.DataFrame) -> pl.DataFrame:
    """One row a price; `hourly` is filled where the duration is told. A declared price has no span."""
    rows = [
        (ad_id, day, *found, False, start, end)
        for ad_id, day, text in stg_ads.select("ad_id", "day", "text").iter_rows()
        for *found, start, end in prices_in(text)
    ]
    rows += [
        (ad_id, day, *found, True, None, None)
        for ad_id, day, price in stg_ads.select("ad_id", "day", "declared_price").iter_rows()
        for *found, _, _ in list(prices_in(price or ""))[:1]
    ]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row").select(COLUMNS)


def prices_in(text: str) -> Iterator[tuple[Any, ...]]:
    """Each price of a text: amount, currency, duration in minutes or None, amount an hour or None, span."""
    folded = fold(text)
    for match in _PRICE.finditer(folded):
        before, sign, digits, unit, after = match.groups()
        amount = float(digits)
        if not (before or sign or unit or after) or not PLAUSIBLE[0] <= amount <= PLAUSIBLE[1]:
            continue
        if _inside_a_number(folded, match.start(3), match.end(3)):
            continue
        minutes = DURATIONS.get(after or before or "")
        hourly = amount * 60 / minutes if minutes else None
        yield amount, "USD", minutes, hourly, match.start(), match.end()


def _inside_a_number(folded: str, start: int, end: int) -> bool:
    """Whether the digits are a part of a phone number, a date or a decimal."""
    before, after = folded[max(0, start - 2) : start], folded[end : end + 2]
    joined_before = len(before) == 2 and before[0].isdecimal() and before[1] in "-./"
    joined_after = len(after) == 2 and after[0] in "-./" and after[1].isdecimal()
    return joined_before or joined_after


_SCHEMA = {
    "ad_id": pl.String,
    "day": pl.Date,
    "amount": pl.Float64,
    "currency": pl.String,
    "duration_min": pl.Int32,
    "hourly": pl.Float64,
    "declared": pl.Boolean,
    "span_start": pl.Int32,
    "span_end": pl.Int32,
}
