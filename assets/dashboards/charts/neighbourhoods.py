"""Where in a city the ads say they are. Query: queries/city_places.sql (stg_ads, stg_places)."""

import altair as alt

from assets.dashboards.embedding import Rows
from assets.dashboards.theme import BLUE, GREY, IN_PERIOD, PALE, Layered, named, period


def chart(cells: Rows, places: Rows) -> Layered:
    """`cells`: GeoJSON features of areas nearest to each neighbourhood's centre, with place, longitude,
    latitude, is_left (where its name stands); `places`: day, place, ads. A circle's area is the ads of the period.
    """
    counted = (
        alt.Chart(places)
        .transform_filter(IN_PERIOD)
        .transform_aggregate(ads="sum(ads)", groupby=["place"])
        .transform_lookup(
            lookup="place", from_=alt.LookupData(cells, key="place", fields=["longitude", "latitude", "is_left"])
        )
        .transform_calculate(label="datum.place + ' ' + format(datum.ads, ',')")
        .encode(longitude="longitude:Q", latitude="latitude:Q")
    )
    ground = alt.Chart(cells).mark_geoshape(color=PALE, stroke=GREY)
    circles = counted.mark_circle(opacity=0.75, color=BLUE).encode(
        size=alt.Size("ads:Q", scale=alt.Scale(range=[0, 500], zero=True), legend=None),
        tooltip=["place:N", alt.Tooltip("ads:Q", title="ads")],
    )
    label = alt.Text("label:N")
    right = (
        counted.transform_filter("!datum.is_left")
        .mark_text(align="left", dx=12, fontSize=11, limit=140)
        .encode(text=label)
    )
    left = (
        counted.transform_filter("datum.is_left")
        .mark_text(align="right", dx=-12, fontSize=11, limit=140)
        .encode(text=label)
    )
    layers = [named(ground, "ground"), named(circles, "circle"), named(right, "right"), named(left, "left")]
    return (
        alt.layer(*layers)
        .add_params(*period())
        .project(type="mercator")
        .properties(width="container", height=320, autosize=alt.AutoSizeParams(type="fit", contains="padding"))
    )
