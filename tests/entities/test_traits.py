"""Whose text it is: an advertiser's own speaks of its people, a copied one of nobody."""

from __future__ import annotations

import duckdb
import pytest

from assets.model import models

SQL = next(model.sql for model in models() if model.name == "ent_advertiser_traits")


def own_names(ads: list[tuple[str, str, str]]) -> int:
    """(advertiser, city, name) of ads that follow one text -> how many people it speaks of as a's own."""
    connection = duckdb.connect()
    connection.execute("CREATE TABLE given (advertiser_id VARCHAR, city VARCHAR, name VARCHAR)")
    connection.executemany("INSERT INTO given VALUES (?, ?, ?)", ads)
    for table, select in {
        "ads": "SELECT *, 'ad' || row_number() OVER () AS ad_id FROM given",
        "stg_ads": "SELECT ad_id, DATE '2026-03-01' AS day, city, city || '.pinelist' AS market FROM ads",
        "stg_people": "SELECT ad_id, name, 0 AS span_start FROM ads",
        "stg_identifiers": "SELECT ad_id, 'phone' AS kind, advertiser_id AS value FROM ads",
        "ent_hubs": "SELECT '' AS kind, '' AS value WHERE FALSE",
        "ent_advertiser_ads": "SELECT advertiser_id, ad_id FROM ads",
        "ent_advertisers": "SELECT advertiser_id, count(*) AS ads FROM ads GROUP BY 1",
        "ent_template_ads": "SELECT 't' AS template_id, ad_id FROM ads",
        "ent_templates": "SELECT 't' AS template_id, count(*) AS ads, count(DISTINCT city) AS cities FROM ads",
        "ent_stays": "SELECT advertiser_id, city, DATE '2026-03-01' AS first_day, DATE '2026-03-01' AS last_day FROM ads",
    }.items():
        connection.execute(f"CREATE TABLE {table} AS {select}")
    query = f"SELECT own_template_names FROM ({SQL}) WHERE advertiser_id = 'a'"
    return int(connection.execute(query).fetchall()[0][0])


HERS = [("a", "miami", "Mia"), ("a", "miami", "Jade"), ("a", "miami", "Rosa"), ("a", "houston", "Mia")]


@pytest.mark.parametrize(
    ("others", "names"),
    [
        ([], 3),
        ([("b", "miami", "Ava")], 3),
        ([("b", "atlanta", "Ava")], 0),
        ([("b", "miami", "Ava"), ("c", "miami", "Eve")], 0),
    ],
)
def test_a_text_is_an_advertisers_own_where_most_ads_are_hers_and_none_is_where_she_is_not(
    others: list[tuple[str, str, str]], names: int
) -> None:
    assert own_names([*HERS, *others]) == names
