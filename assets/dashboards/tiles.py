"""A city's newest day as a tile: its counts, their last two months, and a finding in words."""

from __future__ import annotations

from typing import Any

from assets.dashboards.published import Published
from assets.dashboards.series import newest, recent
from assets.dashboards.wording import against, count

#: The counts that the overview draws for each city, and what they are called.
DRAWN = {"ads": "ads seen", "advertisers": "advertisers"}
SERIES = ("ads", "new_ads", "advertisers", "new_advertisers", "flagged")


def tile(published: Published, city: str) -> dict[str, Any]:
    """What a city's newest day says: ads, advertisers and how they stand against what is usual."""
    rows = {series: newest(published, city, series) for series in SERIES}
    ads = rows["ads"]
    stale = published.where("freshness", city=city)["is_stale"].any()
    return {
        "city": city,
        "name": published.names[city],
        "day": ads["day"] if ads else None,
        "is_stale": bool(stale),
        "finding": finding(ads),
        "days": recent(published, city, "ads").to_dicts(),
        "series": {series: recent(published, city, series).to_dicts() for series in rows},
        **rows,
    }


def finding(ads: dict[str, Any] | None) -> str:
    """What the ads of a city's newest day say, in words."""
    if ads is None:
        return "No data has landed yet"
    if ads["expected"] is None:
        return "Too few earlier weeks to say what is usual"
    return f"{against(ads).capitalize()}: {count(ads['low'])} to {count(ads['high'])} are expected on a {ads['day']:%A}"
