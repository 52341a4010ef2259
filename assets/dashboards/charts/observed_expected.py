"""A count a day around an event beside what was expected. Query: queries/event_days.sql (mart_event_days)."""

import altair as alt

from assets.dashboards.embedding import Rows
from assets.dashboards.theme import BLUE, FIT, GREY, PALE, Layered, count_axis, days_axis, named


def chart(days: Rows, event: Rows) -> Layered:
    """Columns day, observed, expected, run (days without a gap between them), is_counted; event: first_day, until.

    Days that count nowhere are triangles; a day that was not seen is a gap.
    """
    y = alt.Y("observed:Q", axis=count_axis("a day"), scale=alt.Scale(zero=True))
    span = alt.Chart(event).mark_rect(color=PALE).encode(x="first_day:T", x2="until:T")
    usual = (
        alt.Chart(days)
        .transform_filter("isValid(datum.expected)")
        .mark_line(color=GREY, strokeDash=[5, 4])
        .encode(days_axis(5), alt.Y("expected:Q"))
    )
    seen = alt.Chart(days).transform_filter("isValid(datum.observed)")
    line = seen.mark_line(color=BLUE).encode(days_axis(5), y, detail="run:N")
    points = seen.mark_point(filled=True, size=36, color=BLUE, opacity=1).encode(
        days_axis(5),
        y,
        shape=alt.condition("datum.is_counted", alt.value("circle"), alt.value("triangle-up")),
        tooltip=[
            alt.Tooltip("day:T", format="%a %-d %b %Y"),
            alt.Tooltip("observed:Q", title="seen", format=",.0f"),
            alt.Tooltip("expected:Q", title="expected", format=",.0f"),
        ],
    )
    layers = [named(span, "event"), named(usual, "expected"), named(line, "line"), named(points, "point")]
    return alt.layer(*layers).properties(width="container", height=170, autosize=FIT)
