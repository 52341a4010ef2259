"""Advertisers first seen in a city, a day. Query: queries/city_days.sql (mart_city_days)."""

import altair as alt
import polars as pl

from assets.dashboards.palette import FIT, ORANGE


def chart(frame: pl.DataFrame) -> alt.Chart:
    """Columns day, new_advertisers."""
    drawn: alt.Chart = (
        alt.Chart(frame)
        .mark_bar(color=ORANGE)
        .encode(
            x=alt.X("yearmonthdate(day):T", title=None, axis=alt.Axis(format="%b %d", tickCount=6)),
            y=alt.Y("new_advertisers:Q", title="advertisers a day"),
            tooltip=[alt.Tooltip("day:T", format="%Y-%m-%d"), alt.Tooltip("new_advertisers:Q", title="new")],
        )
        .properties(width="container", height=160, autosize=FIT)
    )
    return drawn
