"""What charts share: colours that people with any colour vision tell apart (Okabe and Ito 2008), and how they fit."""

import altair as alt

BLUE = "#0072B2"
ORANGE = "#E69F00"
VERMILLION = "#D55E00"
GREY = "#999999"
BAND = "#56B4E9"

#: Fill the width that the page gives; the height is the chart's own.
FIT = alt.AutoSizeParams(type="fit-x", contains="padding")
