"""Ads that meet each rule, of 1,000 live ads, over a period. Query: queries/rule_days.sql (mart_city_rules)."""

import altair as alt

from assets.dashboards.embedding import Rows
from assets.dashboards.theme import BLUE, FIT, GREY, IN_PERIOD, Layered, named, period, quiet_axis, two_lines


def chart(days: Rows) -> Layered:
    """Columns day, title, ads, live, counts (whether the rule carries points). Rules without points are grey."""
    by_rate = alt.EncodingSortField("rate", op="max", order="descending")
    rates = (
        alt.Chart(days)
        .transform_filter(IN_PERIOD)
        .transform_aggregate(ads="sum(ads)", live="sum(live)", groupby=["title", "counts"])
        .transform_calculate(rate="datum.live > 0 ? 1000 * datum.ads / datum.live : 0")
        .encode(
            y=alt.Y("title:N", sort=by_rate, title=None, axis=quiet_axis(labelLimit=260, labelExpr=two_lines(34))),
            x=alt.X("rate:Q", title="of 1,000 live ads", axis=quiet_axis(tickCount=4)),
            tooltip=["title:N", alt.Tooltip("rate:Q", title="of 1,000", format=".0f")],
        )
    )
    colour = alt.condition("datum.counts", alt.value(BLUE), alt.value(GREY))
    bars = rates.mark_bar(height={"band": 0.6}).encode(color=colour)
    numbers = rates.mark_text(align="left", dx=4, fontSize=11).encode(text=alt.Text("rate:Q", format=".0f"))
    # Room for the longest bar's number, which Vega does not reckon with.
    room = (
        rates.transform_calculate(end="1.2 * datum.rate")
        .mark_point(opacity=0)
        .encode(x="end:Q", tooltip=alt.value(None))
    )
    layered = alt.layer(named(bars, "bar"), named(numbers, "label"), named(room, "room")).add_params(*period())
    return layered.properties(width="container", height=440, autosize=FIT)
