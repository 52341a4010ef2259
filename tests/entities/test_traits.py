"""What is counted over an advertiser's ads: whose text it is, how far she reaches on a day, whether she posts by the clock."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

from assets.model import models
from assets.raw.partitions import markets_frame

SQL = next(model.sql for model in models() if model.name == "ent_advertiser_traits")
#: advertiser, city, day, name, when the site says it was posted, when it was captured.
Ad = tuple[str, str, str, str, str | None, str]


def ad(advertiser: str, city: str, name: str = "Mia", day: str = "2026-03-01", posted: str | None = None) -> Ad:
    return (advertiser, city, day, name, posted and f"{day} {posted}", f"{day} 06:00:07")


def traits(ads: list[Ad]) -> dict[str, Any]:
    """The traits of advertiser `a`, all of whose ads and those of others follow one text."""
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE given (advertiser_id VARCHAR, city VARCHAR, day DATE, name VARCHAR,"
        " posted_at TIMESTAMP, captured_at TIMESTAMP)"
    )
    connection.executemany("INSERT INTO given VALUES (?, ?, ?, ?, ?, ?)", ads)
    connection.register("run_markets", markets_frame())
    for table, select in {
        "ads": "SELECT *, 'ad' || row_number() OVER () AS ad_id FROM given",
        "stg_ads": "SELECT *, city || '.pinelist' AS market FROM ads",
        "stg_people": "SELECT ad_id, name, 0 AS span_start FROM ads",
        "stg_identifiers": "SELECT ad_id, 'phone' AS kind, advertiser_id AS value FROM ads",
        "ent_hubs": "SELECT '' AS kind, '' AS value WHERE FALSE",
        "ent_advertiser_ads": "SELECT advertiser_id, ad_id FROM ads",
        "ent_advertisers": "SELECT advertiser_id, count(*) AS ads FROM ads GROUP BY 1",
        "ent_template_ads": "SELECT 't' AS template_id, ad_id FROM ads",
        "ent_templates": "SELECT 't' AS template_id, count(*) AS ads, count(DISTINCT city) AS cities FROM ads",
        "ent_stays": "SELECT advertiser_id, city, day AS first_day, day AS last_day,"
        " row_number() OVER (PARTITION BY advertiser_id ORDER BY day) AS sequence FROM ads",
    }.items():
        connection.execute(f"CREATE TABLE {table} AS {select}")
    found = connection.execute(f"SELECT * FROM ({SQL}) WHERE advertiser_id = 'a'")
    return dict(zip([column[0] for column in found.description], found.fetchall()[0], strict=True))


HERS = [ad("a", "miami", "Mia"), ad("a", "miami", "Jade"), ad("a", "miami", "Rosa"), ad("a", "houston", "Mia")]


@pytest.mark.parametrize(
    ("others", "names"),
    [
        ([], 3),
        ([ad("b", "miami")], 3),
        ([ad("b", "atlanta")], 0),
        ([ad("b", "miami"), ad("c", "miami")], 0),
    ],
)
def test_a_text_is_an_advertisers_own_where_most_ads_are_hers_and_none_is_where_she_is_not(
    others: list[Ad], names: int
) -> None:
    assert traits([*HERS, *others])["own_template_names"] == names


def test_the_reach_of_a_day_is_how_far_its_cities_are_apart() -> None:
    far = traits([ad("a", "miami"), ad("a", "las_vegas"), ad("a", "atlanta")])
    assert (far["most_cities_a_day"], far["km_a_day"]) == (3, pytest.approx(3_500, rel=0.02))
    tour = traits([ad("a", "miami"), ad("a", "las_vegas", day="2026-03-02")])
    assert (tour["most_cities_a_day"], tour["km_a_day"]) == (1, 0)


def test_who_goes_on_within_three_days_moves_in_haste() -> None:
    days = [("miami", 1), ("houston", 4), ("miami", 8), ("houston", 20), ("atlanta", 21)]
    assert traits([ad("a", city, day=f"2026-03-{day:02d}") for city, day in days])["hasty_moves"] == 2


def test_who_posts_by_the_clock_is_told_and_the_clock_of_the_crawl_is_not() -> None:
    daily = [ad("a", "miami", day=f"2026-03-{day:02d}", posted=f"20:{day % 15:02d}:30") for day in range(1, 13)]
    assert (traits(daily)["timed_ads"], traits(daily)["most_ads_a_quarter"]) == (12, 12)
    counted_back = [ad("a", "miami", day=f"2026-03-{day:02d}", posted="03:00:07") for day in range(1, 13)]
    assert traits(counted_back)["timed_ads"] == 0
    assert traits([ad("a", "miami")])["timed_ads"] == 0
