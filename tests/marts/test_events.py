"""Events: a change is called where there is one, none where there is none, and silence where nothing could be seen."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from scipy.stats import false_discovery_control

from assets.events import CalendarError, events_frame
from assets.marts import mart_events
from assets.marts.event_effects import effect_days, effects, false_discovery

CITIES = ("atlanta", "houston", "las_vegas", "miami", "washington_dc")
FIRST, DAYS = date(2026, 1, 1), 90
SERIES = mart_events.SERIES


def market(seed: int, swing: float = 0.06, level: float = 150.0, days: int = DAYS) -> pl.DataFrame:
    """Counts of five cities: weekdays differ, weeks and days of a city swing together, the country swings too."""
    generator = np.random.default_rng(seed)
    weekday = 1 + 0.3 * np.sin(2 * np.pi * np.arange(days) / 7)
    country = np.exp(0.05 * np.repeat(generator.normal(size=days // 7 + 1), 7)[:days])
    frames = []
    for place, city in enumerate(CITIES):
        noise = np.zeros(days)
        for day in range(1, days):
            noise[day] = 0.7 * noise[day - 1] + generator.normal(0, swing * np.sqrt(1 - 0.49))
        mean = level * (1 + 0.3 * place) * weekday * country * np.exp(noise)
        counts = {name: generator.poisson(mean * scale) for name, scale in zip(SERIES, (1.0, 0.6, 0.2), strict=True)}
        frames.append(
            pl.DataFrame(
                {"city": [city] * days, "day": [FIRST + timedelta(days=n) for n in range(days)], **counts}
            ).with_columns(is_complete=True)
        )
    return pl.concat(frames)


def event(city: str, day: int, length: int = 3, name: str = "event") -> dict[str, Any]:
    first = FIRST + timedelta(days=day)
    last = first + timedelta(days=length - 1)
    return {"event_id": name, "name": name.title(), "city": city, "first_day": first, "last_day": last}


def told(frame: pl.DataFrame, *calendar: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {(row["event_id"], row["series"]): row for row in effects(frame, list(calendar), SERIES)}


def raised(frame: pl.DataFrame, city: str, first: int, last: int, factor: float) -> pl.DataFrame:
    within = (pl.col("city") == city) & pl.col("day").is_between(
        FIRST + timedelta(days=first), FIRST + timedelta(days=last)
    )
    changed = [
        pl.when(within).then(pl.col(name) * factor).otherwise(name).cast(pl.Int64).alias(name) for name in SERIES
    ]
    return frame.with_columns(changed)


def test_on_permuted_dates_false_alarms_stay_at_five_percent_or_less() -> None:
    """Three events on random days in random cities of markets in which nothing happens, again and again."""
    generator, called, below, told_of = np.random.default_rng(11), 0, 0, 0
    markets = 150
    for seed in range(markets):
        cities = generator.permutation(CITIES)[:3]
        days = generator.integers(42, DAYS - 7, 3)
        calendar = [event(str(c), int(d), 3, f"event_{n}") for n, (c, d) in enumerate(zip(cities, days, strict=True))]
        rows = told(market(seed), *calendar).values()
        called += len({row["event_id"] for row in rows if row["verdict"] == "change"})
        below += sum(row["p"] is not None and row["p"] <= 0.05 for row in rows)
        told_of += sum(row["p"] is not None for row in rows)
    assert told_of > 0.95 * markets * 9
    assert called / (3 * markets) <= 0.05
    assert below / told_of <= 0.07, "the tail itself, before any correction"


@pytest.mark.parametrize("factor", [2.0, 0.4])
def test_a_change_is_called_in_both_directions(factor: float) -> None:
    frame = raised(market(3), "miami", 58, 68, factor)
    row = told(frame, event("miami", 62))["event", "ads"]
    assert row["verdict"] == "change"
    assert row["low"] < row["ratio"] < row["high"]
    assert (row["low"] > 1) is (factor > 1)
    assert "earlier weeks" in row["why"]


def test_what_happens_everywhere_is_not_the_events_doing() -> None:
    """A difference in differences: a holiday, or a site that shows more, raises every city."""
    frame = market(4)
    for city in CITIES:
        frame = raised(frame, city, 55, 70, 2.0)
    assert told(frame, event("miami", 62))["event", "ads"]["verdict"] == "no change"


def test_a_city_with_an_event_of_its_own_is_no_control() -> None:
    frame = raised(market(5), "houston", 55, 75, 5.0)
    row = told(frame, event("miami", 62), event("houston", 62, 3, "other"))["event", "ads"]
    assert row["verdict"] == "no change"
    assert "3 other cities" in row["why"]


def test_earlier_events_are_no_baseline() -> None:
    """The Super Bowl of last month must not hide this month's."""
    frame = raised(raised(market(6), "miami", 33, 41, 3.0), "miami", 58, 68, 3.0)
    assert told(frame, event("miami", 62), event("miami", 36, 3, "earlier"))["event", "ads"]["verdict"] == "change"


def test_days_that_were_not_crawled_whole_count_nowhere() -> None:
    """Half of a city's markets down for three days is half of its ads, and no change in the city."""
    frame = raised(market(7), "miami", 60, 62, 0.3)
    missing = (pl.col("city") == "miami") & pl.col("day").is_between(
        FIRST + timedelta(days=60), FIRST + timedelta(days=62)
    )
    row = told(frame.with_columns(is_complete=~missing), event("miami", 62))["event", "ads"]
    assert row["verdict"] == "no change"
    assert row["why"].startswith("10 of 13 days")


@pytest.mark.parametrize(
    ("frame", "day", "reason"),
    [
        (market(8).filter(pl.col("city").is_in(["miami", "atlanta"])), 62, "without an event of their own"),
        (market(8), 20, "earlier weeks"),
        (market(8), 200, "complete days"),
        (market(8).filter(pl.col("city") != "miami"), 62, "no market of the city"),
        (market(8).with_columns(is_complete=False), 62, "complete days"),
        (market(8).head(0), 62, "nothing has landed"),
    ],
)
def test_what_cannot_be_told_is_said_with_its_reason(frame: pl.DataFrame, day: int, reason: str) -> None:
    row = told(frame, event("miami", day))["event", "ads"]
    assert row["verdict"] == "cannot tell"
    assert row["ratio"] is None
    assert reason in row["why"]


def test_no_change_is_said_only_where_half_as_many_again_would_have_been_seen() -> None:
    few = told(market(9, level=20.0), event("miami", 62))["event", "new_advertisers"]
    assert few["verdict"] == "cannot tell"
    assert few["smallest_visible"] > 1.5
    many = told(market(9), event("miami", 62))["event", "ads"]
    assert many["verdict"] == "no change"
    assert 1 < many["smallest_visible"] <= 1.5


def test_false_discovery_is_that_of_a_library() -> None:
    p = np.random.default_rng(1).random(40) ** 2
    assert false_discovery([None, *p.tolist(), None])[1:-1] == pytest.approx(false_discovery_control(p))
    assert false_discovery([None]) == [None]


def test_another_order_of_the_same_days_gives_the_same() -> None:
    frame = market(10)
    assert told(frame, event("miami", 62)) == told(frame.sample(fraction=1.0, shuffle=True, seed=1), event("miami", 62))


def test_no_calendar_and_an_empty_one_are_no_events(tmp_path: Path) -> None:
    assert events_frame(tmp_path).is_empty()
    assert mart_events.build(market(1), events_frame(tmp_path)).is_empty()
    (tmp_path / "config").mkdir()
    for text in ("", "events:\n", "events: []\n"):
        (tmp_path / "config" / "events.yml").write_text(text)
        assert events_frame(tmp_path).is_empty()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("events: [", "not valid YAML"),
        ("- a\n- b\n", "no list `events`"),
        ("events: [{event_id: a}]", "event 1: name"),
        ("events: [{event_id: A b, name: n, city: miami, first_day: 2026-01-01, last_day: 2026-01-02}]", "event_id"),
        ("events: [{event_id: a, name: n, city: miami, first_day: soon, last_day: 2026-01-02}]", "first_day"),
        ("events: [{event_id: a, name: n, city: miami, first_day: 2026-01-03, last_day: 2026-01-02}]", "swap them"),
        ("events: [{event_id: a, name: n, city: miami, first_day: 2026-01-01, last_day: 2026-01-02, x: 1}]", "x"),
    ],
)
def test_a_mistake_in_the_calendar_is_named(tmp_path: Path, text: str, named: str) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "events.yml").write_text(text)
    with pytest.raises(CalendarError, match=named) as caught:
        events_frame(tmp_path)
    assert "config/events.yml" in str(caught.value)


def test_an_event_that_stands_twice_is_named(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    line = "{event_id: a, name: n, city: miami, first_day: 2026-01-01, last_day: 2026-01-02}"
    (tmp_path / "config" / "events.yml").write_text(f"events: [{line}, {line}]")
    with pytest.raises(CalendarError, match="twice"):
        events_frame(tmp_path)


def test_the_days_around_an_event_sum_to_its_effect() -> None:
    """Over the days that count the observed and the expected of the city are those of the verdict, whatever is missing."""
    frame, fair = market(5), event("miami", 60, 3, "fair")
    gone = (pl.col("city") == "houston") & (pl.col("day") == FIRST + timedelta(days=61))
    frame = frame.filter(~gone)
    calendar = [fair, event("atlanta", 20, 2, "earlier")]
    days = pl.DataFrame(list(effect_days(frame, calendar, SERIES))).filter(event_id="fair")
    assert days["day"].min() == FIRST + timedelta(days=53)
    assert days["day"].max() == FIRST + timedelta(days=65)
    assert days.filter("is_control")["city"].unique().sort().to_list() == [
        "atlanta",
        "houston",
        "las_vegas",
        "washington_dc",
    ]
    assert days.filter(~pl.col("is_counted"))["day"].unique().to_list() == [FIRST + timedelta(days=61)]
    counted = days.filter(pl.col("is_counted") & ~pl.col("is_control"))
    for (_, series), row in ((key, row) for key, row in told(frame, *calendar).items() if key[0] == "fair"):
        of_series = counted.filter(series=series)
        assert of_series["observed"].sum() == row["observed"]
        assert of_series["expected"].sum() == pytest.approx(row["expected"])


def test_an_event_to_come_has_no_days() -> None:
    assert list(effect_days(market(5), [event("miami", DAYS + 30)], SERIES)) == []
    assert list(effect_days(market(5).clear(), [event("miami", 10)], SERIES)) == []
