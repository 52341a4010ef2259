"""What charts share: how they fit, their axis of days, and the period that a page looks at.

In a page static/site.css colours a mark by its name (`named(mark, "band")` is drawn in `--band`), so that light, dark
and paper need no second spec; the constants here are for scales, and for a chart that stands outside the pages.
"""

from typing import Any

import altair as alt

#: Okabe and Ito 2008.
BLUE = "#0072B2"
SKY = "#56B4E9"
ORANGE = "#E69F00"
VERMILLION = "#D55E00"
GREY = "#8b96a4"
BAND = "#D3E6F3"
DEEP = "#003F6B"
PALE = "#F4F6F8"
#: For lines of several kinds.
CATEGORIES = [BLUE, ORANGE, "#009E73", VERMILLION, "#CC79A7", SKY]

#: What layering gives; Altair's own types allow for facets.
Layered = alt.LayerChart | alt.FacetChart
#: Fill the width that the page gives; the height is the chart's own.
FIT = alt.AutoSizeParams(type="fit-x", contains="padding")


def days_axis(ticks: int = 6, column: str = "day") -> alt.X:
    """Days on the x axis, without a title: everybody reads dates."""
    axis = alt.Axis(format="%-d %b", tickCount=ticks, grid=False, labelFlush=True, labelOverlap=True)
    return alt.X(f"{column}:T", title=None, axis=axis)


def quiet_axis(**more: Any) -> alt.Axis:
    """An axis without a line and ticks, whose labels give way to each other."""
    return alt.Axis(ticks=False, domain=False, labelOverlap=True, labelSeparation=6, **more)


def two_lines(most: int) -> str:
    """A label of more characters as two lines, parted at a space about the middle: Vega would cut it."""
    place = "lastindexof(substring(datum.label, 0, length(datum.label) / 2 + 6), ' ')"
    parts = f"[substring(datum.label, 0, {place}), substring(datum.label, 1 + {place})]"
    return f"length(datum.label) <= {most} ? datum.label : {parts}"


def count_axis(title: str, **more: Any) -> alt.Axis:
    """A quiet axis for amounts, its title above it and level."""
    above = {"titleAnchor": "end", "titleAngle": 0, "titleAlign": "left", "titleY": -8, "titleX": 0}
    return quiet_axis(title=title, tickCount=4, **above, **more)


def heat(column: str, title: str, domain: list[float] | None = None, **legend: Any) -> alt.Opacity:
    """An amount as the strength of one colour, with squares above the chart as its key.

    The colour itself is the page's, so a heat map is light on paper whatever scheme it was drawn in.
    """
    key = alt.Legend(orient="top", direction="horizontal", symbolType="square", symbolSize=160, **legend)
    faint = [0.06, 1]  # a zero is seen, and a gap is blank
    scale = alt.Scale(range=faint, domain=domain) if domain else alt.Scale(range=faint, zero=True)
    return alt.Opacity(column, title=title, scale=scale, legend=key)


def period() -> list[alt.Parameter]:
    """The first and last day that the page looks at, in milliseconds; the page sets them."""
    return [alt.param("since", value=0), alt.param("until", value=8_640_000_000_000_000)]


#: Keeps the rows of the period.
IN_PERIOD = "time(toDate(datum.day)) >= since && time(toDate(datum.day)) <= until"
#: Whether a day lies outside its usual range; a day without a range does not.
OUTSIDE = "isValid(datum.high) && (datum.value > datum.high || datum.value < datum.low)"


def usual_range(days: Any, x: alt.X) -> Any:
    """The band from low to high of each run of days; days without one have a band of no height."""
    return (
        alt.Chart(days)
        .transform_calculate(
            is_banded="isValid(datum.high)",
            lower="isValid(datum.low) ? datum.low : datum.value",
            upper="isValid(datum.high) ? datum.high : datum.value",
        )
        .mark_area(color=BAND)
        .encode(x, alt.Y("lower:Q"), alt.Y2("upper:Q"), detail=["run:N", "is_banded:N"])
    )


def named(chart: Any, name: str) -> Any:
    """The chart with a name that the style sheet knows."""
    return chart.properties(name=name)
