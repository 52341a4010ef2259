"""A small picture of each city's days, for people who look at a run and not at the pages."""

from __future__ import annotations

import json
from base64 import b64encode

import vl_convert

from assets.dashboards.charts import timeline
from assets.dashboards.embedding import VEGA_LITE, figure
from assets.dashboards.published import Published
from assets.dashboards.series import events_frame, recent

WIDTH, HEIGHT = 420, 110


def previews(published: Published) -> dict[str, str]:
    """Markdown of a picture (PNG, about 15 kB) by city, for each that has landed; nothing in it names anybody."""
    found = {}
    for place in published.places:
        days = recent(published, place.slug, "ads")
        if days.height:
            drawn = figure(timeline.chart, days=days, events=events_frame(published, days, place.slug))
            spec = json.loads(drawn.spec) | {"datasets": json.loads(drawn.rows), "width": WIDTH, "height": HEIGHT}
            picture = b64encode(vl_convert.vegalite_to_png(spec, vl_version=VEGA_LITE)).decode()
            found[place.slug] = f"![Ads a day in {place.name}](data:image/png;base64,{picture})"
    return found
