"""A count a week in one city, as a tier tells it. Query: queries/public/city_weeks.sql (public_city_weeks)."""

import altair as alt

from assets.dashboards.embedding import Rows
from assets.dashboards.theme import BAND, BLUE, FIT, Layered, count_axis, days_axis, named


def chart(weeks: Rows, scale: Rows) -> Layered:
    """Columns day (the Monday), until (the Sunday), value, most (the largest true count that is told as value); scale:
    top, so that charts beside each other share one scale. A week that is not told is a gap.
    """
    base = alt.Chart(weeks).encode(x=days_axis(3), x2="until:T")
    tooltip = [
        alt.Tooltip("day:T", title="week from", format="%-d %b %Y"),
        alt.Tooltip("value:Q", title="at least"),
        alt.Tooltip("most:Q", title="at most"),
    ]
    bars = base.mark_bar(color=BLUE).encode(
        y=alt.Y("value:Q", axis=count_axis(""), scale=alt.Scale(zero=True)), y2=alt.datum(0), tooltip=tooltip
    )
    open_part = base.mark_bar(color=BAND).encode(y="value:Q", y2="most:Q", tooltip=tooltip)
    top = alt.Chart(scale).mark_point(opacity=0).encode(y="top:Q")
    return alt.layer(named(bars, "bar"), named(open_part, "band"), named(top, "top")).properties(
        width="container", height=104, autosize=FIT
    )
