"""Share of a source's new ads that have each field, by day. Query: queries/coverage.sql (mart_coverage)."""

import altair as alt

from assets.dashboards.embedding import Rows
from assets.dashboards.theme import DEEP, FIT, VERMILLION, Layered, heat, named, quiet_axis


def chart(cells: Rows) -> Layered:
    """Columns day, field, share (0..1), expected, ads, fell. An unusual fall is marked by a point."""
    base = alt.Chart(cells).encode(
        x=alt.X("day:O", timeUnit="yearmonthdate", title=None, axis=quiet_axis(format="%-d %b", labelAngle=0)),
        y=alt.Y("field:N", title=None, axis=quiet_axis(labelLimit=150)),
        tooltip=[
            alt.Tooltip("day:T", format="%a %-d %b %Y"),
            alt.Tooltip("field:N"),
            alt.Tooltip("share:Q", title="have it", format=".0%"),
            alt.Tooltip("expected:Q", title="usual", format=".0%"),
            alt.Tooltip("ads:Q", title="new ads"),
        ],
    )
    rects = base.mark_rect(color=DEEP).encode(
        opacity=heat("share:Q", "have it", [0, 1], format=".0%", values=[0, 0.5, 1])
    )
    # Not a filter: a source without a fall would leave the axis of its marks without an extent.
    falls = base.mark_point(filled=True, size=30, color=VERMILLION).encode(
        opacity=alt.condition("datum.fell", alt.value(1), alt.value(0))
    )
    return alt.layer(named(rects, "heat"), named(falls, "fall")).properties(width="container", height=330, autosize=FIT)
