"""When ads are posted: weekday by hour. Query: queries/posting_hours.sql (stg_ads)."""

import altair as alt

from assets.dashboards.embedding import Rows
from assets.dashboards.theme import FIT, IN_PERIOD, named, period

_WEEK = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def chart(hours: Rows) -> alt.Chart:
    """Columns day, weekday (Mon..Sun), hour (0..23, local), ads; summed over the period of the page."""
    cells = (
        alt.Chart(hours)
        .transform_filter(IN_PERIOD)
        .transform_aggregate(ads="sum(ads)", groupby=["weekday", "hour"])
        .mark_rect()
        .encode(
            x=alt.X("hour:O", title="hour of the day, local", axis=alt.Axis(labelAngle=0, labelExpr="datum.value % 3 == 0 ? datum.label : ''", ticks=False, domain=False)),
            y=alt.Y("weekday:O", sort=_WEEK, title=None, axis=alt.Axis(ticks=False, domain=False)),
            color=alt.Color("ads:Q", title="ads posted", scale=alt.Scale(zero=True), legend=alt.Legend(orient="top", gradientLength=120, gradientThickness=8, tickCount=3, direction="horizontal")),
            tooltip=["weekday:N", "hour:O", alt.Tooltip("ads:Q", title="ads posted")],
        )
    )  # fmt: skip
    return named(cells, "heat").add_params(*period()).properties(width="container", height=168, autosize=FIT)
