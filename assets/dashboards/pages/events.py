"""The events, and an after-action page each: the protocol first, then what was seen against what was expected."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import polars as pl

from assets.dashboards.charts import observed_expected
from assets.dashboards.embedding import Figure, figure
from assets.dashboards.page import Link, Page
from assets.dashboards.published import Published
from assets.dashboards.wording import listed, many

ORDER = 35
TIERS = {"investigator": "every event with its protocol, its effect and each day around it"}
SERIES = {"ads": "ads", "advertisers": "advertisers", "new_advertisers": "newly arrived advertisers"}
CHANGE, NO_CHANGE, CANNOT_TELL = "change", "no change", "cannot tell"


def links(published: Published) -> list[Link]:
    """One entry."""
    return [Link("Events", "events.html", "Patterns")]


def pages(published: Published) -> Iterator[Page]:
    """The list, then an after-action page for each event."""
    events = [told(published, rows) for rows in published.by("events", "event_id").values()]
    yield Page("events.html", "events.html", {"events": events, "headline": headline(events), "names": published.names})
    days = published["event_days"]
    for event in events:
        of_event = days.filter(pl.col("event_id") == event["event_id"])
        values = {
            "event": event,
            "series": SERIES,
            "names": published.names,
            "controls": [published.names.get(city, city) for city in controls(of_event)],
            "rows": rows_of(of_event),
        }
        yield Page(event["path"], "event.html", values, figures(of_event, event))


def told(published: Published, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """An event with its results in the order of the series, its protocol, its finding in words and its page."""
    first = rows[0]
    results = sorted(
        rows, key=lambda row: list(SERIES).index(row["series"]) if row["series"] in SERIES else len(SERIES)
    )
    protocol = next(iter(published.rows("event_protocols", event_id=first["event_id"])), None)
    return {
        **{name: first[name] for name in ("event_id", "name", "city", "first_day", "last_day")},
        "results": results,
        "protocol": protocol,
        "written": written(protocol, first["first_day"]),
        "finding": finding(results),
        "path": f"event/{first['event_id']}.html",
    }


def finding(results: list[dict[str, Any]]) -> str:
    """What the event did, series by series in the words of the verdicts; none is left out."""
    said = []
    for verdict in (CHANGE, NO_CHANGE, CANNOT_TELL):
        of_verdict = [row for row in results if row["verdict"] == verdict]
        if of_verdict and verdict == CHANGE:
            said += [f"{_direction(row)} {SERIES.get(row['series'], row['series'])}" for row in of_verdict]
        elif of_verdict:
            word = "in" if verdict == NO_CHANGE else "for"
            said.append(f"{verdict} {word} {listed([SERIES.get(row['series'], row['series']) for row in of_verdict])}")
    return "; ".join(said)


def _direction(row: dict[str, Any]) -> str:
    return "more" if (row["ratio"] or 1) > 1 else "fewer"


def written(protocol: dict[str, Any] | None, first_day: date) -> str:
    """When the protocol was written down, against the event; what came after it is no prediction."""
    if protocol is None:
        return "not written down"
    days = (first_day - protocol["written_on"]).days
    if days > 0:
        return f"written down on {protocol['written_on']}, {many(days, 'day')} before the event"
    after = "on its first day" if days == 0 else f"{many(-days, 'day')} after it began"
    return f"written down on {protocol['written_on']}, {after}: the days were known, so read it with care"


def headline(events: list[dict[str, Any]]) -> str:
    """Around which events something changed; where nothing stands out it may have been too small to see."""
    if not events:
        return "No event stands in the calendar"
    changed = [event["name"] for event in events if any(row["verdict"] == CHANGE for row in event["results"])]
    if not changed:
        return f"None of {many(len(events), 'event')} shows a change"
    rest = len(events) - len(changed)
    return f"A change stands out around {listed(changed)}" + (
        f"; around {many(rest, 'other')} none does" if rest else ""
    )


def controls(days: pl.DataFrame) -> list[str]:
    """The cities that stood beside the event's own."""
    return sorted(days.filter("is_control")["city"].unique().to_list())


def rows_of(days: pl.DataFrame) -> list[dict[str, Any]]:
    """The twin of the charts: a row a day with each series of the city and of its controls together."""
    found: dict[date, dict[str, Any]] = {}
    for (series, is_control), frame in _sides(days).items():
        side = "controls" if is_control else "city"
        for row in frame.to_dicts():
            found.setdefault(row["day"], {"day": row["day"]})[f"{series}/{side}"] = row
    return [found[day] for day in sorted(found)]


def figures(days: pl.DataFrame, event: dict[str, Any]) -> dict[str, Figure]:
    """A chart for each series of the city, and one beside it for its controls together."""
    span = pl.DataFrame({"first_day": [event["first_day"]], "until": [event["last_day"] + timedelta(days=1)]})
    return {
        f"{series}/{'controls' if is_control else 'city'}": figure(
            observed_expected.chart, days=_with_runs(frame), event=span
        )
        for (series, is_control), frame in _sides(days).items()
    }


def _sides(days: pl.DataFrame) -> dict[tuple[str, bool], pl.DataFrame]:
    """Days of each series, of the city and of its controls summed; a day that one control lacks is none."""
    summed = (
        days.group_by("series", "is_control", "day")
        .agg(
            *[
                pl.when(pl.col(name).null_count() == 0).then(pl.col(name).sum()).first().round(1).alias(name)
                for name in ("observed", "expected")
            ],
            pl.col("is_counted").all(),
        )
        .sort("series", "is_control", "day")
    )
    return {
        (str(series), bool(is_control)): frame.select("day", "observed", "expected", "is_counted")
        for (series, is_control), frame in summed.partition_by(
            "series", "is_control", as_dict=True, maintain_order=True
        ).items()
    }


def _with_runs(days: pl.DataFrame) -> pl.DataFrame:
    """Days numbered by the gaps before them, so that no line joins what a gap parts."""
    return days.with_columns(pl.col("observed").is_null().cum_sum().alias("run"))
