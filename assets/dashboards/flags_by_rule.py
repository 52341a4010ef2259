"""Share of live ads that meet each rule. Query: queries/city_rules.sql (mart_city_rules, meta_rules)."""

import altair as alt
import polars as pl

from assets.dashboards.palette import BLUE, FIT, GREY


def chart(frame: pl.DataFrame) -> alt.Chart:
    """Columns title, per_100, ads, points. Rules without points are grey: shown, and counted nowhere."""
    drawn: alt.Chart = (
        alt.Chart(frame)
        .mark_bar()
        .encode(
            y=alt.Y("title:N", sort="-x", title=None, axis=alt.Axis(labelLimit=300)),
            x=alt.X("per_100:Q", title="of 100 live ads"),
            color=alt.condition("datum.points > 0", alt.value(BLUE), alt.value(GREY)),
            tooltip=[alt.Tooltip("title:N"), alt.Tooltip("ads:Q"), alt.Tooltip("per_100:Q", format=".1f")],
        )
        .properties(width="container", height=24 * frame.height, autosize=FIT)
    )
    return drawn
