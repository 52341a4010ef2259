"""A count a day in one city beside its usual range. Query: queries/city_series.sql (mart_city_days)."""

import altair as alt

from assets.dashboards.embedding import Rows
from assets.dashboards.theme import BLUE, FIT, OUTSIDE, PALE, Layered, count_axis, days_axis, named, usual_range


def chart(days: Rows, events: Rows, scale: Rows) -> Layered:
    """Columns day, value, low, high, run (days without a gap between them), is_complete; events: first_day, last_day,
    name; scale: top, so that charts beside each other share one scale. A gap is drawn as a gap.
    """
    y = alt.Y("value:Q", axis=count_axis(""), scale=alt.Scale(zero=True))
    span = alt.Chart(events).mark_rect(color=PALE).encode(x="first_day:T", x2="until:T", tooltip=["name:N"])
    band = usual_range(days, days_axis(3))
    line = alt.Chart(days).mark_line(color=BLUE).encode(days_axis(3), y, detail="run:N")
    points = (
        alt.Chart(days)
        .mark_point(filled=True, color=BLUE, opacity=1)
        .encode(
            days_axis(3),
            y,
            size=alt.condition(OUTSIDE, alt.value(30), alt.value(6)),
            shape=alt.condition("datum.is_complete", alt.value("circle"), alt.value("triangle-up")),
            tooltip=[
                alt.Tooltip("day:T", format="%a %-d %b %Y"),
                alt.Tooltip("value:Q", title="seen"),
                alt.Tooltip("low:Q", title="usual from", format=".0f"),
                alt.Tooltip("high:Q", title="to", format=".0f"),
            ],
        )
    )
    top = alt.Chart(scale).mark_point(opacity=0).encode(y="top:Q")
    return alt.layer(
        named(span, "event"), named(band, "band"), named(line, "line"), named(points, "point"), named(top, "top")
    ).properties(width="container", height=104, autosize=FIT)
