"""Whether something changed in a city around an event: a kernel on daily counts. Never part of a score.

For each event and series the days from seven before it to three after are compared with what the same weekdays of up
to eight earlier weeks lead one to expect (their median), times what the cities without an event of their own did in
the same days (a difference in differences). How much two weeks differ by themselves is read from the earlier weeks:
the logarithms of the city's share against the other cities give a variance, never less than that of a Poisson count
(quasi-Poisson), and the tail is Student's with one degree of freedom less than weeks. So weeks that hang together,
days that hang together, and markets that swing are all in the interval. The p-values of all events and series are
corrected together (Benjamini and Hochberg 1995). Days on which a market of the city is missing count nowhere.

Method: Boecking et al. 2019 and Miller et al. 2016 on major events; quasi-Poisson after McCullagh and Nelder 1989.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.stats import t as student

BEFORE, AFTER = 7, 3
#: Days around an event that are no baseline for another.
APART = 7
WEEKS, WEEKS_NEEDED, CONTROLS_NEEDED = 8, 4, 2
#: A window needs this share of its days to be complete; a week this many days to say how weeks differ.
SHARE_NEEDED, WEEK_DAYS_NEEDED = 0.6, 5
ALPHA, POWER, VISIBLE = 0.05, 0.80, 1.5
#: The variance of a median of n normal values is this times that of their mean.
MEDIAN = np.pi / 2

Counts = NDArray[np.float64]
CANNOT_TELL, CHANGE, NO_CHANGE = "cannot tell", "change", "no change"


class Effect(NamedTuple):
    """What is known of a series around an event; numbers are None where it cannot be told, `why` says the reason."""

    observed: float
    expected: float | None
    ratio: float | None
    low: float | None
    high: float | None
    p: float | None
    smallest_visible: float | None
    weeks: int
    days: int
    why: str


@dataclass(frozen=True)
class Panel:
    """Daily counts by city: `counts[city]` has a value a day from `first`, NaN where the city is not complete."""

    first: date
    counts: dict[str, Counts]

    def place(self, day: date) -> int:
        """The place of a day, also one outside."""
        return (day - self.first).days

    def __len__(self) -> int:
        return len(next(iter(self.counts.values()), np.array([])))


def panels(city_days: pl.DataFrame, series: list[str]) -> dict[str, Panel]:
    """Each series as a panel; incomplete and missing days are NaN. Columns: city, day, is_complete and the series."""
    if city_days.is_empty():
        return {}
    first, last = city_days["day"].min(), city_days["day"].max()
    assert isinstance(first, date) and isinstance(last, date)
    days = pl.DataFrame({"day": pl.date_range(first, last, eager=True)})
    found = {}
    for name in series:
        value = pl.when("is_complete").then(pl.col(name).cast(pl.Float64))
        wide = city_days.select("city", "day", value.alias("value")).pivot("city", index="day", values="value")
        wide = days.join(wide, on="day", how="left", maintain_order="left").drop("day")
        counts = {city: wide[city].fill_null(float("nan")).to_numpy() for city in sorted(wide.columns)}
        found[name] = Panel(first, counts)
    return found


class Window(NamedTuple):
    """The days around an event that a panel holds, the cities beside it, and what each is expected to count.

    `days` are places in the panel; `expected[city]` has a value a day, NaN where it cannot be told; `usable` marks the
    days that count, because they are there, on both sides, for the city and for every control; of `length` days in all.
    """

    days: NDArray[np.int64]
    length: int
    controls: list[str]
    expected: dict[str, Counts]
    quiet: dict[str, NDArray[np.bool_]]
    usable: NDArray[np.bool_]

    def factor(self, panel: Panel) -> float:
        """By how much the controls differ from what was expected of them, over the days that count."""
        others = sum(float(panel.counts[name][self.days][self.usable].sum()) for name in self.controls)
        return (others + 0.5) / (sum(float(self.expected[name][self.usable].sum()) for name in self.controls) + 0.5)


def window(panel: Panel, event: dict[str, Any], calendar: list[dict[str, Any]]) -> Window:
    """The window of an event whose city has a panel. Events are mappings of city, first_day and last_day."""
    first, last = panel.place(event["first_day"]) - BEFORE, panel.place(event["last_day"]) + AFTER
    whole = np.arange(first, last + 1)
    days = whole[(whole >= 0) & (whole < len(panel))]
    quiet = {city: _quiet(panel, city, calendar) for city in panel.counts}
    controls = [
        city for city in panel.counts if city != event["city"] and not _has_event(panel, city, calendar, first, last)
    ]
    together = [*controls, event["city"]]
    expected = {city: _expected(panel.counts[city], quiet[city], first, days) for city in together}
    sides = [panel.counts[city][days] for city in together] + list(expected.values())
    return Window(days, len(whole), controls, expected, quiet, np.isfinite(np.sum(sides, axis=0)))


def effect(panel: Panel, event: dict[str, Any], calendar: list[dict[str, Any]]) -> Effect:
    """The effect of an event of the calendar on a panel. Events are mappings of city, first_day and last_day."""
    if event["city"] not in panel.counts:
        return _unknown(0, "no market of the city has landed")
    around = window(panel, event, calendar)
    seen = int(np.isfinite(panel.counts[event["city"]][around.days]).sum())
    if len(around.controls) < CONTROLS_NEEDED:
        return _unknown(seen, f"fewer than {CONTROLS_NEEDED} cities without an event of their own")
    if around.usable.sum() < SHARE_NEEDED * around.length:
        return _unknown(seen, f"too few complete days, or fewer than {WEEKS_NEEDED} earlier weeks")
    return _compared(panel, event["city"], around, panel.place(event["first_day"]) - BEFORE)


def _compared(panel: Panel, city: str, around: Window, first: int) -> Effect:
    days, controls = around.days[around.usable], around.controls
    observed = float(panel.counts[city][days].sum())
    others = float(sum(panel.counts[name][days].sum() for name in controls))
    base = float(around.expected[city][around.usable].sum()) * around.factor(panel)
    weeks = _week_shares(panel, city, controls, around.quiet, first)
    if len(weeks.shares) < WEEKS_NEEDED or base <= 0:
        return _unknown(len(days), f"fewer than {WEEKS_NEEDED} complete earlier weeks, or nothing expected")
    log_ratio = float(np.log((observed + 0.5) / (base + 0.5)))
    poisson = 1 / (base + 0.5) + 1 / (others + 0.5)
    between = float(np.var(weeks.shares, ddof=1))
    # Both the window and the median of the earlier weeks swing as weeks do, and neither less than counts must.
    error = np.sqrt(max(between, poisson) + MEDIAN * max(between, weeks.poisson) / len(weeks.shares))
    freedom = len(weeks.shares) - 1
    wide = float(student.ppf(1 - ALPHA / 2, freedom)) * error
    visible = wide + float(student.ppf(POWER, freedom)) * error
    return Effect(
        observed=observed,
        expected=base,
        ratio=float(np.exp(log_ratio)),
        low=float(np.exp(log_ratio - wide)),
        high=float(np.exp(log_ratio + wide)),
        p=float(2 * student.sf(abs(log_ratio) / error, freedom)),
        smallest_visible=float(np.exp(visible)),
        weeks=len(weeks.shares),
        days=len(days),
        why=f"{len(days)} of {around.length} days, {len(weeks.shares)} earlier weeks, {len(controls)} other cities",
    )


class _Weeks(NamedTuple):
    shares: Counts
    poisson: float


def _week_shares(
    panel: Panel, city: str, controls: list[str], quiet: dict[str, NDArray[np.bool_]], first: int
) -> _Weeks:
    """The logarithm of the city's count against the other cities', for each earlier week without an event."""
    shares, poisson = [], []
    all_quiet = np.logical_and.reduce([quiet[name] for name in [city, *controls]])
    others = np.sum([panel.counts[name] for name in controls], axis=0)
    for week in range(1, WEEKS + 1):
        begin = first - 7 * week
        days = np.arange(max(begin, 0), max(begin + 7, 0))
        days = days[days < len(panel)]
        good = days[all_quiet[days] & np.isfinite(panel.counts[city][days]) & np.isfinite(others[days])]
        if len(good) >= WEEK_DAYS_NEEDED:
            mine, theirs = panel.counts[city][good].sum() + 0.5, others[good].sum() + 0.5
            shares.append(np.log(mine / theirs))
            poisson.append(1 / mine + 1 / theirs)
    return _Weeks(np.array(shares), float(np.mean(poisson)) if poisson else 0.0)


def _expected(counts: Counts, quiet: NDArray[np.bool_], first: int, days: NDArray[np.int64]) -> Counts:
    """The median of the same weekday over up to eight weeks before the window; NaN below four."""
    medians = np.full(len(days), np.nan)
    for place, day in enumerate(days):
        past = np.arange(day - 7, -1, -7)
        past = past[past < first][:WEEKS]
        values = counts[past][quiet[past] & np.isfinite(counts[past])]
        if len(values) >= WEEKS_NEEDED:
            medians[place] = np.median(values)
    return medians


def _quiet(panel: Panel, city: str, calendar: list[dict[str, Any]]) -> NDArray[np.bool_]:
    """The days on which a city has no event and none within a week."""
    quiet = np.ones(len(panel), dtype=bool)
    for event in calendar:
        if event["city"] == city:
            begin, end = panel.place(event["first_day"]) - APART, panel.place(event["last_day"]) + APART + 1
            quiet[max(begin, 0) : max(end, 0)] = False
    return quiet


def _has_event(panel: Panel, city: str, calendar: list[dict[str, Any]], first: int, last: int) -> bool:
    """Whether a city has an event whose window meets these days."""
    return any(
        panel.place(event["first_day"]) - BEFORE <= last and panel.place(event["last_day"]) + AFTER >= first
        for event in calendar
        if event["city"] == city
    )


def _unknown(days: int, why: str) -> Effect:
    return Effect(0.0, None, None, None, None, None, None, 0, days, why)


def false_discovery(p: list[float | None]) -> list[float | None]:
    """Benjamini and Hochberg's q of each p, in the same order; None stays None and is not counted."""
    known = sorted((value, place) for place, value in enumerate(p) if value is not None)
    q: list[float | None] = [None] * len(p)
    least = 1.0
    for rank, (value, place) in reversed(list(enumerate(known, start=1))):
        least = min(least, value * len(known) / rank)
        q[place] = least
    return q


def verdict(found: Effect, q: float | None) -> str:
    """In words: a change that was seen is one, whatever could have been missed; silence counts only where it could.

    An interval without 1 that did not outlast the control of false discoveries is neither.
    """
    if q is None or found.smallest_visible is None or found.low is None or found.high is None:
        return CANNOT_TELL
    if q <= ALPHA:
        return CHANGE
    is_silent = found.low <= 1 <= found.high and found.smallest_visible <= VISIBLE
    return NO_CHANGE if is_silent else CANNOT_TELL


def effects(city_days: pl.DataFrame, calendar: list[dict[str, Any]], series: list[str]) -> Iterator[dict[str, Any]]:
    """A row for each event and series, with q and verdict over all of them."""
    by_series = panels(city_days, series)
    rows = [
        (event, name, effect(by_series[name], event, calendar) if by_series else _unknown(0, "nothing has landed"))
        for event in calendar
        for name in series
    ]
    for (event, name, found), q in zip(rows, false_discovery([found.p for _, _, found in rows]), strict=True):
        yield {**event, "series": name, **found._asdict(), "q": q, "verdict": verdict(found, q)}


def effect_days(city_days: pl.DataFrame, calendar: list[dict[str, Any]], series: list[str]) -> Iterator[dict[str, Any]]:
    """A row a day of each event's window, series and city: what was seen and expected, and whether the day counts.

    Of the event's city `expected` follows the controls, so that over the days that count it sums to that of `effects`.
    """
    for name, panel in panels(city_days, series).items():
        for event in (event for event in calendar if event["city"] in panel.counts):
            around = window(panel, event, calendar)
            for city, usual in around.expected.items():
                is_control = city != event["city"]
                scale = 1.0 if is_control or not around.controls else around.factor(panel)
                for place, day in enumerate(around.days.tolist()):
                    seen = panel.counts[city][day]
                    yield {
                        "event_id": event["event_id"],
                        "series": name,
                        "city": city,
                        "day": panel.first + timedelta(days=day),
                        "is_control": is_control,
                        "observed": float(seen) if np.isfinite(seen) else None,
                        "expected": float(usual[place] * scale) if np.isfinite(usual[place]) else None,
                        "is_counted": bool(around.usable[place]),
                    }
