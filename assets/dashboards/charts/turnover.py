"""Advertisers that came, came back and were last seen, a week. Query: queries/turnover.sql (ent_stays)."""

import altair as alt

from assets.dashboards.embedding import Rows
from assets.dashboards.theme import (
    BLUE,
    FIT,
    GREY,
    IN_PERIOD,
    ORANGE,
    SKY,
    Layered,
    count_axis,
    named,
    period,
    quiet_axis,
)

_KINDS = ["new", "returning", "last seen"]
_COLOURS = [BLUE, SKY, ORANGE]


def chart(days: Rows) -> Layered:
    """Columns day, week (its Monday), kind (new, returning, last seen), advertisers; summed by week over the period of
    the page. The last seen point downwards.
    """
    colours = alt.Scale(domain=_KINDS, range=_COLOURS)
    monday = "timeFormat(toDate(datum.value), '%-d %b')"
    whole = "timeFormat(toDate(datum.week), '%-d %b %Y')"
    base = (
        alt.Chart(days)
        .transform_filter(IN_PERIOD)
        .transform_aggregate(advertisers="sum(advertisers)", groupby=["week", "kind"])
        .transform_calculate(height="datum.kind == 'last seen' ? -datum.advertisers : datum.advertisers", monday=whole)
    )
    bars = base.mark_bar(width={"band": 0.7}).encode(
        x=alt.X("week:O", title="week from", axis=quiet_axis(labelExpr=monday, labelAngle=0)),
        y=alt.Y("height:Q", axis=count_axis("advertisers a week", labelExpr="abs(datum.value)")),
        color=alt.Color("kind:N", title=None, scale=colours, legend=alt.Legend(orient="bottom")),
        tooltip=[alt.Tooltip("monday:N", title="from"), "kind:N", "advertisers:Q"],
    )
    zero = base.mark_rule(color=GREY).encode(y=alt.datum(0))
    layered = alt.layer(named(bars, "stack"), named(zero, "zero")).add_params(*period())
    return layered.properties(width="container", height=200, autosize=FIT)
