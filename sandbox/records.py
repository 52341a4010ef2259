"""Ads in AdRecord form, as a partner would send them: what the ad's own site declares, and nothing else."""

from __future__ import annotations

from datetime import date, time, timedelta

import polars as pl

from sandbox.geography import cities
from sandbox.sites.site import sites

#: The order of an AdRecord's fields in what we write.
FIELDS = (
    "source", "city", "url", "captured_at", "title", "body", "posted_at", "category", "phone", "email", "price", "age",
    "location", "images", "poster",
)  # fmt: skip


def records(shown: pl.DataFrame) -> pl.DataFrame:
    """AdRecords of ads (columns: sandbox/ads.py) with `captured`, the moment of capture by the city's own clock.

    Times are naive UTC. A site that says how long ago an ad was posted gives its whole hours or days.
    """
    paths = {slug: site.AD_PATH for slug, site in sites().items()}
    hosts = {slug: city.host for slug, city in cities().items()}
    relative = [slug for slug, site in sites().items() if site.IS_RELATIVE]
    host = pl.col("city").replace_strict(hosts) + "." + pl.col("source") + ".test"
    path = pl.col("source").replace_strict(paths) + pl.col("number").cast(pl.String)
    frame = shown.with_columns(
        utc(shown, "posted").alias("posted_at"),
        utc(shown, "captured").alias("captured_at"),
        ("http://" + host + path).alias("url"),
        pl.concat_str(pl.lit("guest"), pl.col("number") % 99_991).alias("poster"),
    )
    frame = frame.with_columns(
        pl.when(pl.col("source").is_in(relative)).then(_ago()).otherwise(pl.col("posted_at")).alias("posted_at"),
        _pictures().alias("images"),
    )
    facts = ("category", "phone", "email", "price", "age", "poster")
    return frame.with_columns(map(_declared, facts), location=pl.col("place")).select(FIELDS)


def clock(moment: time) -> pl.Expr:
    """A moment of the day `day`, by the city's own clock."""
    return pl.col("day").dt.combine(moment)


def utc(frame: pl.DataFrame, column: str) -> pl.Series:
    """A column of the cities' own clocks as naive UTC; a moment that a clock skips is an hour later."""
    parts = []
    rows = frame.select("city", column).with_row_index("at")
    for (slug,), part in rows.partition_by("city", as_dict=True).items():
        zone = cities()[str(slug)].time_zone
        own = pl.col(column).dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
        later = pl.col(column).dt.offset_by("1h").dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
        moment = pl.coalesce(own, later).dt.convert_time_zone("UTC").dt.replace_time_zone(None)
        parts.append(part.select("at", moment.alias(column)))
    return pl.concat(parts).sort("at")[column]


def days_between(first: date, last: date) -> list[date]:
    """Every day, both included."""
    return [first + timedelta(days=at) for at in range((last - first).days + 1)]


def _ago() -> pl.Expr:
    """The capture less whole hours on the first day, less whole days after it."""
    passed = (pl.col("captured") - pl.col("posted")).dt.total_seconds()
    hour, day = 3600, 86_400
    whole = pl.when(passed < hour).then(0).when(passed < day).then(passed // hour * hour).otherwise(passed // day * day)
    return pl.col("captured_at") - pl.duration(seconds=whole)


def _pictures() -> pl.Expr:
    """The addresses of pictures on the site's own host, where it shows any."""
    found = pl.lit([], dtype=pl.List(pl.String))
    for slug, site in sites().items():
        if "images" in site.DECLARES:
            addresses = pl.col("images").list.eval(f"http://img.{slug}.test/" + pl.element() + ".jpg")
            found = pl.when(pl.col("source") == slug).then(addresses).otherwise(found)
    return found


def _declared(name: str) -> pl.Expr:
    """Empty where the site does not show it."""
    showing = [slug for slug, site in sites().items() if name in site.DECLARES]
    return pl.when(pl.col("source").is_in(showing)).then(pl.col(name)).alias(name)
