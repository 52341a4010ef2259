"""A city's days with a brush that sets the period of the page. Query: queries/city_series.sql (mart_city_days)."""

import altair as alt

from assets.dashboards.embedding import Rows
from assets.dashboards.theme import BLUE, FIT, OUTSIDE, PALE, Layered, count_axis, days_axis, named, period, usual_range


def chart(days: Rows, events: Rows) -> Layered:
    """Columns day, value, low, high, run, is_complete; events: first_day, until, middle, name.

    The brush is one parameter, `brush`; the days of the period stand out, the others are pale.
    """
    since, until = period()
    brush = alt.selection_interval(name="brush", encodings=["x"])
    y = alt.Y("value:Q", axis=count_axis("ads a day"), scale=alt.Scale(zero=True))
    within = "time(toDate(datum.day)) >= since && time(toDate(datum.day)) <= until"
    span = alt.Chart(events).mark_rect(color=PALE).encode(x="first_day:T", x2="until:T")
    names = (
        alt.Chart(events)
        .mark_text(baseline="top", fontSize=11, dy=2, limit=110)
        .encode(x="middle:T", y=alt.value(0), text="name:N")
    )
    band = usual_range(days, days_axis())
    line = alt.Chart(days).mark_line(color=BLUE).encode(days_axis(), y, detail="run:N")
    points = (
        alt.Chart(days)
        .mark_point(filled=True, color=BLUE)
        .encode(
            days_axis(),
            y,
            opacity=alt.condition(within, alt.value(1), alt.value(0.25)),
            size=alt.condition(OUTSIDE, alt.value(60), alt.value(24)),
            shape=alt.condition("datum.is_complete", alt.value("circle"), alt.value("triangle-up")),
            tooltip=[
                alt.Tooltip("day:T", format="%a %-d %b %Y"),
                alt.Tooltip("value:Q", title="ads seen"),
                alt.Tooltip("low:Q", title="usual from", format=".0f"),
                alt.Tooltip("high:Q", title="to", format=".0f"),
            ],
        )
        .add_params(brush)
    )
    layers = [
        named(span, "event"),
        named(band, "band"),
        named(line, "line"),
        named(points, "point"),
        named(names, "label"),
    ]
    return alt.layer(*layers).add_params(since, until).properties(width="container", height=220, autosize=FIT)
