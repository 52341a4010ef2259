"""Prices by duration: the middle half and the middle four fifths. Query: queries/city_prices.sql (stg_prices)."""

import altair as alt

from assets.dashboards.embedding import Rows
from assets.dashboards.theme import BLUE, FIT, GREY, IN_PERIOD, Layered, named, period, quiet_axis

_LENGTHS = ["15 min", "30 min", "1 hour", "2 hours", "overnight"]


def chart(prices: Rows) -> Layered:
    """Columns day, length (15 min .. overnight), amount (US dollars); quantiles over the period of the page."""
    base = (
        alt.Chart(prices)
        .transform_filter(IN_PERIOD)
        .transform_joinaggregate(n="count()", groupby=["length"])
        .transform_quantile("amount", probs=[0.1, 0.25, 0.5, 0.75, 0.9], groupby=["length", "n"], as_=["prob", "value"])
        .transform_calculate(key="'p' + round(100 * datum.prob)")
        .transform_pivot("key", value="value", groupby=["length", "n"])
        .transform_calculate(said="'$' + format(datum.p50, ',.0f') + ', n = ' + format(datum.n, ',')")
        .encode(y=alt.Y("length:N", sort=_LENGTHS, title=None, axis=quiet_axis()))
    )
    x = alt.X("p10:Q", title="US dollars", axis=quiet_axis(tickCount=5), scale=alt.Scale(zero=True))
    shares = [
        alt.Tooltip(f"p{share}:Q", title=f"{share} % ask at most", format=".0f") for share in (10, 25, 50, 75, 90)
    ]
    tips = [alt.Tooltip("length:N"), alt.Tooltip("n:Q", title="prices"), *shares]
    whole = base.mark_rule(strokeWidth=2, color=GREY).encode(x=x, x2="p90:Q", tooltip=tips)
    middle = base.mark_bar(height=12, color=BLUE).encode(x=alt.X("p25:Q"), x2="p75:Q", tooltip=tips)
    median = base.mark_tick(thickness=3, size=18, color="black").encode(x="p50:Q", tooltip=tips)
    numbers = base.mark_text(dy=-15, fontSize=11).encode(x="p50:Q", text="said:N")
    layers = [named(whole, "whisker"), named(middle, "middle"), named(median, "median"), named(numbers, "label")]
    return alt.layer(*layers).add_params(*period()).properties(width="container", height=230, autosize=FIT)
