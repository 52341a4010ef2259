"""Share of new ads that have each field, by source and day. Query: queries/coverage.sql (mart_coverage)."""

import altair as alt
import polars as pl

from assets.dashboards.palette import VERMILLION

_NAMES = {"site": "declared", "text": "in the text"}


def chart(frame: pl.DataFrame) -> alt.FacetChart:
    """Columns source, day, origin, field, ads, share, expected, shortfall. An unusual fall is marked by a point."""
    named = frame.select(
        "source",
        "day",
        pl.concat_str("field", pl.lit(" "), pl.col("origin").replace(_NAMES)).alias("field"),
        "ads",
        pl.col("share", "expected").round(3),
        (pl.col("shortfall") > 0).alias("fell"),
    )
    base = alt.Chart().encode(
        x=alt.X("yearmonthdate(day):T", title=None, axis=alt.Axis(format="%b %d", tickCount=3)),
        y=alt.Y("field:N", title=None, axis=alt.Axis(labelLimit=160)),
    )
    cells = base.mark_rect().encode(
        color=alt.Color("share:Q", title="share", scale=alt.Scale(scheme="blues", domain=[0, 1])),
        tooltip=[
            alt.Tooltip("day:T", format="%Y-%m-%d"),
            alt.Tooltip("field:N"),
            alt.Tooltip("share:Q", format=".2f"),
            alt.Tooltip("expected:Q", format=".2f"),
            alt.Tooltip("ads:Q"),
        ],
    )
    # Not a filter: a source without a fall would leave the axis of its marks without an extent.
    falls = base.mark_point(filled=True, size=30, color=VERMILLION).encode(
        opacity=alt.condition("datum.fell", alt.value(1), alt.value(0))
    )
    return (
        alt.layer(cells, falls, data=named)
        .properties(width=190, height=300)
        .facet(facet=alt.Facet("source:N", title=None), columns=3)
    )
