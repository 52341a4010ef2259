"""Where in a city the ads say they are. Query: queries/city_places.sql (stg_ads, stg_places)."""

import altair as alt

from assets.dashboards.embedding import Rows
from assets.dashboards.theme import IN_PERIOD, named, period


def chart(cells: Rows, places: Rows) -> alt.LayerChart:
    """`cells`: GeoJSON features of areas nearest to each neighbourhood's centre, with place, longitude, latitude;
    `places`: day, place, ads. The circle's area is the number of ads of the period.
    """
    counted = (
        alt.Chart(places)
        .transform_filter(IN_PERIOD)
        .transform_aggregate(ads="sum(ads)", groupby=["place"])
        .transform_lookup(lookup="place", from_=alt.LookupData(cells, key="place", fields=["longitude", "latitude"]))
        .encode(longitude="longitude:Q", latitude="latitude:Q")
    )
    ground = alt.Chart(cells).mark_geoshape()
    circles = counted.mark_circle(opacity=0.75).encode(
        size=alt.Size("ads:Q", scale=alt.Scale(range=[0, 900], zero=True), legend=None),
        tooltip=["place:N", alt.Tooltip("ads:Q", title="ads")],
    )
    names = counted.mark_text(fontSize=11, fontWeight="bold", dy=-1).encode(text="place:N")
    numbers = counted.mark_text(fontSize=11, dy=12).encode(text=alt.Text("ads:Q", format=","))
    layers = [named(ground, "ground"), named(circles, "circle"), named(names, "halo"), named(numbers, "halo_number")]
    return (
        alt.layer(*layers)
        .add_params(*period())
        .project(type="mercator")
        .properties(width="container", height=320, autosize=alt.AutoSizeParams(type="fit", contains="padding"))
    )
