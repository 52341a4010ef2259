"""When ads are posted: weekday by hour. Query: queries/posting_hours.sql (stg_ads)."""

import altair as alt

from assets.dashboards.embedding import Rows
from assets.dashboards.theme import DEEP, FIT, IN_PERIOD, heat, named, period, quiet_axis

_WEEK = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
_EVERY_THIRD = "datum.value % 3 == 0 ? datum.label : ''"


def chart(hours: Rows) -> alt.Chart:
    """Columns day, weekday (Mon..Sun), hour (0..23, local), ads; summed over the period of the page."""
    cells = (
        alt.Chart(hours)
        .transform_filter(IN_PERIOD)
        .transform_aggregate(ads="sum(ads)", groupby=["weekday", "hour"])
        .mark_rect(color=DEEP)
        .encode(
            x=alt.X("hour:O", title="hour of the day, local", axis=quiet_axis(labelAngle=0, labelExpr=_EVERY_THIRD)),
            y=alt.Y("weekday:O", sort=_WEEK, title=None, axis=quiet_axis()),
            opacity=heat("ads:Q", "ads posted", tickCount=4),
            tooltip=["weekday:N", "hour:O", alt.Tooltip("ads:Q", title="ads posted")],
        )
    )
    drawn: alt.Chart = named(cells, "heat").add_params(*period())
    return drawn.properties(width="container", height=168, autosize=FIT)
