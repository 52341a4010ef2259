"""Postings seen a day in one city, with the usual range. Query: queries/city_days.sql (mart_city_days)."""

import altair as alt
import polars as pl

from assets.dashboards.palette import BAND, BLUE, FIT, VERMILLION


def chart(frame: pl.DataFrame) -> alt.LayerChart | alt.FacetChart:
    """Columns day, ads, low, high, is_complete, run (days without a gap between them). A gap is drawn as a gap."""
    base = alt.Chart(frame).encode(x=alt.X("day:T", title=None, axis=alt.Axis(format="%b %d", tickCount=6)))
    band = base.mark_area(opacity=0.25, color=BAND).encode(
        y=alt.Y("low:Q", title="postings a day"), y2="high:Q", detail="run:N"
    )
    line = base.mark_line(color=BLUE).encode(y=alt.Y("ads:Q", title="postings a day"), detail="run:N")
    points = base.mark_point(filled=True, size=36, opacity=1).encode(
        y="ads:Q",
        color=alt.condition("datum.is_complete", alt.value(BLUE), alt.value(VERMILLION)),
        tooltip=[alt.Tooltip("day:T", format="%Y-%m-%d"), alt.Tooltip("ads:Q", title="postings")],
    )
    layers = [line, points] if frame["low"].is_null().all() else [band, line, points]
    return alt.layer(*layers).properties(width="container", height=220, autosize=FIT)
