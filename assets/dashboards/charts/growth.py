"""Ads known in all, by source. Query: queries/growth.sql (stg_ads)."""

import altair as alt

from assets.dashboards.embedding import Rows
from assets.dashboards.theme import CATEGORIES, FIT, Layered, count_axis, days_axis, named


def chart(days: Rows) -> Layered:
    """Columns source, day, known (ads captured up to and with that day)."""
    base = alt.Chart(days).encode(
        days_axis(),
        alt.Y("known:Q", axis=count_axis("ads known")),
        alt.Color("source:N", title=None, scale=alt.Scale(range=CATEGORIES), legend=alt.Legend(orient="bottom")),
    )
    lines = base.mark_line()
    points = base.mark_point(filled=True, size=20).encode(
        tooltip=["source:N", alt.Tooltip("day:T", format="%-d %b %Y"), alt.Tooltip("known:Q", format=",")]
    )
    return alt.layer(named(lines, "source"), named(points, "source_point")).properties(
        width="container", height=200, autosize=FIT
    )
