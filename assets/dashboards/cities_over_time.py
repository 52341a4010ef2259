"""Postings seen a day in each city, as small multiples. Query: queries/city_days.sql (mart_city_days)."""

import altair as alt
import polars as pl

from assets.dashboards.palette import BLUE


def chart(frame: pl.DataFrame) -> alt.FacetChart:
    """Columns city_name, day, ads, run. One scale for all, so that cities can be compared; a gap is a gap."""
    base = alt.Chart().encode(
        x=alt.X("day:T", title=None, axis=alt.Axis(format="%b %d", tickCount=3)),
        y=alt.Y("ads:Q", title="postings a day"),
    )
    line = base.mark_line(color=BLUE).encode(detail="run:N")
    points = base.mark_point(filled=True, size=25, color=BLUE, opacity=1).encode(
        tooltip=[alt.Tooltip("day:T", format="%Y-%m-%d"), alt.Tooltip("ads:Q", title="postings")]
    )
    return (
        alt.layer(line, points, data=frame)
        .properties(width=150, height=110)
        .facet(facet=alt.Facet("city_name:N", title=None), columns=5)
    )
