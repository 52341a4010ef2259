"""Colours that people with any colour vision tell apart (Okabe and Ito 2008), by what they mean."""

BLUE = "#0072B2"
ORANGE = "#E69F00"
VERMILLION = "#D55E00"
GREY = "#999999"
BAND = "#56B4E9"
