"""A rate of live ads by week, a line a city. Query: queries/rule_days.sql (mart_city_rules)."""

import altair as alt

from assets.dashboards.embedding import Rows
from assets.dashboards.theme import CATEGORIES, FIT, Layered, count_axis, days_axis, named

KEY = alt.Legend(orient="bottom", columns=3, symbolType="stroke", symbolStrokeWidth=2, symbolSize=300)


def chart(weeks: Rows) -> Layered:
    """Columns week (its Monday), city (its name), rate (of 1,000 live ads); dash and colour both tell the city."""
    base = alt.Chart(weeks).encode(
        days_axis(column="week"),
        alt.Y("rate:Q", axis=count_axis("of 1,000 live ads a week"), scale=alt.Scale(zero=True)),
        alt.Color("city:N", title=None, scale=alt.Scale(range=CATEGORIES), legend=KEY),
        alt.StrokeDash("city:N", title=None, legend=KEY),
    )
    lines = base.mark_line()
    points = base.mark_point(filled=True, size=24, opacity=1).encode(
        tooltip=[
            alt.Tooltip("city:N"),
            alt.Tooltip("week:T", title="week from", format="%-d %b %Y"),
            alt.Tooltip("rate:Q", title="of 1,000", format=".0f"),
        ]
    )
    layered = alt.layer(named(lines, "rate"), named(points, "rate_point"))
    return layered.properties(width="container", height=220, autosize=FIT)
