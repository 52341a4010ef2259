"""Advertisers that came, came back and were last seen, a week. Query: queries/turnover.sql (ent_stays)."""

import altair as alt

from assets.dashboards.embedding import Rows
from assets.dashboards.theme import BLUE, FIT, ORANGE, named

_KINDS = ["new", "returning", "last seen"]
_COLOURS = [BLUE, "#56B4E9", ORANGE]


def chart(weeks: Rows) -> alt.LayerChart:
    """Columns week (its Monday), kind (new, returning, last seen), advertisers; the last seen point downwards."""
    bars = (
        alt.Chart(weeks)
        .transform_calculate(height="datum.kind == 'last seen' ? -datum.advertisers : datum.advertisers")
        .mark_bar(width={"band": 0.7})
        .encode(
            x=alt.X("week:O", timeUnit="yearmonthdate", title="week from", axis=alt.Axis(format="%-d %b", labelAngle=0, labelOverlap=True, ticks=False)),
            y=alt.Y("height:Q", axis=alt.Axis(title="advertisers a week", labelExpr="abs(datum.value)", tickCount=5, domain=False, ticks=False, titleAnchor="end", titleAngle=0, titleAlign="left", titleY=-8, titleX=0)),
            color=alt.Color("kind:N", title=None, scale=alt.Scale(domain=_KINDS, range=_COLOURS), legend=alt.Legend(orient="bottom")),
            tooltip=[alt.Tooltip("week:T", title="week from", format="%-d %b %Y"), "kind:N", "advertisers:Q"],
        )
    )  # fmt: skip
    zero = alt.Chart(weeks).mark_rule().encode(y=alt.datum(0))
    return alt.layer(named(bars, "stack"), named(zero, "zero")).properties(width="container", height=200, autosize=FIT)
