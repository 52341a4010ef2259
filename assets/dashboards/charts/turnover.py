"""Advertisers that came, came back and were last seen, a week. Query: queries/turnover.sql (ent_stays)."""

import altair as alt

from assets.dashboards.embedding import Rows
from assets.dashboards.theme import BLUE, FIT, GREY, ORANGE, SKY, Layered, count_axis, named, quiet_axis

_KINDS = ["new", "returning", "last seen"]
_COLOURS = [BLUE, SKY, ORANGE]


def chart(weeks: Rows) -> Layered:
    """Columns week (its Monday), kind (new, returning, last seen), advertisers; the last seen point downwards."""
    colours = alt.Scale(domain=_KINDS, range=_COLOURS)
    bars = (
        alt.Chart(weeks)
        .transform_calculate(height="datum.kind == 'last seen' ? -datum.advertisers : datum.advertisers")
        .mark_bar(width={"band": 0.7})
        .encode(
            x=alt.X(
                "week:O", timeUnit="yearmonthdate", title="week from", axis=quiet_axis(format="%-d %b", labelAngle=0)
            ),
            y=alt.Y("height:Q", axis=count_axis("advertisers a week", labelExpr="abs(datum.value)")),
            color=alt.Color("kind:N", title=None, scale=colours, legend=alt.Legend(orient="bottom")),
            tooltip=[alt.Tooltip("week:T", title="week from", format="%-d %b %Y"), "kind:N", "advertisers:Q"],
        )
    )
    zero = alt.Chart(weeks).mark_rule(color=GREY).encode(y=alt.datum(0))
    return alt.layer(named(bars, "stack"), named(zero, "zero")).properties(width="container", height=200, autosize=FIT)
