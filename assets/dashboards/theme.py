"""What charts share: how they fit, their axis of days, and the period that a page looks at.

Colours stand in static/site.css by the name of a mark (`named(mark, "band")` is drawn in `--band`), so that light, dark
and paper need no second spec; the constants here are for marks that a scale colours.
"""

from typing import Any

import altair as alt

#: Okabe and Ito 2008.
BLUE = "#0072B2"
ORANGE = "#E69F00"
VERMILLION = "#D55E00"
GREY = "#8b96a4"

#: Fill the width that the page gives; the height is the chart's own.
FIT = alt.AutoSizeParams(type="fit-x", contains="padding")


def days_axis(ticks: int = 6) -> alt.X:
    """Days on the x axis, without a title: everybody reads dates."""
    axis = alt.Axis(format="%-d %b", tickCount=ticks, grid=False, labelFlush=True, labelOverlap=True)
    return alt.X("day:T", title=None, axis=axis)


def count_axis(title: str) -> alt.Axis:
    """A quiet axis for amounts."""
    return alt.Axis(title=title, tickCount=4, domain=False, ticks=False, titleAnchor="end", titleAngle=0, titleAlign="left",
                    titleY=-8, titleX=0)  # fmt: skip


def period() -> list[alt.VariableParameter]:
    """The first and last day that the page looks at, in milliseconds; the page sets them."""
    return [alt.param("since", value=0), alt.param("until", value=8_640_000_000_000_000)]


#: Keeps the rows of the period.
IN_PERIOD = "time(toDate(datum.day)) >= since && time(toDate(datum.day)) <= until"
#: Whether a day lies outside its usual range; a day without a range does not.
OUTSIDE = "isValid(datum.high) && (datum.value > datum.high || datum.value < datum.low)"


def named(chart: Any, name: str) -> Any:
    """The chart with a name that the style sheet knows."""
    return chart.properties(name=name)
