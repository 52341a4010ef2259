"""The kind of operation an advertiser looks like: each by votes of its own, with reasons, and never by who somebody is."""

from __future__ import annotations

import duckdb
import pytest

from assets.model import Model, models

MODELS = {model.name: model for model in models()}
TRAITS = (
    "names", "phones", "own_template_ads", "own_template_names", "most_ads_a_day", "cities_at_once",
    "most_cities_a_day", "km_a_day", "hasty_moves", "timed_ads", "most_ads_a_quarter",
)  # fmt: skip


def operation_of(texts: dict[str, str], **traits: int) -> tuple[str, int, str, str | None]:
    """The operation of an advertiser with a text for each ad of `texts`, whose terms are `pack/category` words."""
    connection = duckdb.connect()
    connection.execute("CREATE TABLE stg_ads (ad_id VARCHAR, text VARCHAR)")
    connection.execute("CREATE TABLE stg_terms (ad_id VARCHAR, pack VARCHAR, category VARCHAR)")
    connection.execute("CREATE TABLE stg_identifiers (ad_id VARCHAR, kind VARCHAR, value VARCHAR)")
    connection.execute("CREATE TABLE run_listed_links AS SELECT 'listed.example' AS url")
    for ad, terms in texts.items():
        connection.execute("INSERT INTO stg_ads VALUES (?, ?)", [ad, ad])
        for term in terms.split():
            if "." in term:
                connection.execute("INSERT INTO stg_identifiers VALUES (?, 'url', ?)", [ad, term])
                continue
            connection.execute("INSERT INTO stg_terms VALUES (?, ?, ?)", [ad, *term.split("/")])
    connection.execute("CREATE TABLE ent_advertiser_ads AS SELECT 'a' AS advertiser_id, ad_id FROM stg_ads")
    connection.execute(
        "CREATE TABLE ent_advertisers AS SELECT 'a' AS advertiser_id, count(*) AS ads, count(*) AS distinct_texts FROM stg_ads"
    )
    values = ", ".join(f"{traits.get(name, 0)} AS {name}" for name in TRAITS)
    connection.execute(f"CREATE TABLE ent_advertiser_traits AS SELECT 'a' AS advertiser_id, {values}")
    connection.execute(f"CREATE TABLE ent_operation_votes AS {MODELS['ent_operation_votes'].sql}")
    sql = MODELS["ent_operations"].sql
    return connection.execute(f"SELECT operation, votes, reasons, second_operation FROM ({sql})").fetchall()[0]


def test_words_vote_by_the_share_of_texts_that_hold_them() -> None:
    often = operation_of({"one": "trafficking/massage_business", "two": "trafficking/massage_business"}, names=2)
    once = operation_of({f"text {n}": "trafficking/massage_business" if n == 0 else "" for n in range(10)}, names=2)
    assert often[:2] == ("massage", 5)
    assert once[0] == "unclear", "one odd text in ten decides nothing"


@pytest.mark.parametrize(
    ("terms", "traits", "operation"),
    [
        ("trafficking/spam", {"phones": 4, "cities_at_once": 5, "own_template_names": 4, "names": 6}, "spam"),
        ("trafficking/scam", {"names": 2, "phones": 1}, "scam"),
        ("", {"phones": 3, "names": 4, "cities_at_once": 3, "own_template_names": 3}, "scam"),
        ("", {"phones": 3, "names": 4, "own_template_names": 3, "hasty_moves": 6}, "scam"),
        ("", {"phones": 3, "names": 4, "own_template_names": 3, "hasty_moves": 5}, "trafficking indicators"),
        ("trafficking/agency_business", {"names": 5, "phones": 1, "own_template_names": 4}, "agency"),
        ("her.example", {"names": 3, "phones": 1, "own_template_names": 2}, "agency"),
        ("listed.example", {"names": 1, "phones": 1}, "spam"),
        ("unlisted.example", {"names": 1, "phones": 1}, "independent"),
        ("opioids/street_name opioids/quantity", {"names": 1, "phones": 1}, "drug sale"),
        ("opioids/street_name", {"names": 1, "phones": 1}, "independent"),
        ("", {"names": 4, "phones": 2, "own_template_names": 3}, "trafficking indicators"),
        ("", {"names": 3, "phones": 1, "own_template_names": 2}, "trafficking indicators"),
        ("", {"names": 2, "phones": 1, "own_template_names": 2}, "unclear"),
        ("trafficking/screening", {"names": 1, "phones": 1}, "independent"),
        ("", {"names": 3, "phones": 1, "most_cities_a_day": 3, "km_a_day": 500, "cities_at_once": 3}, "spam"),
        ("", {"most_cities_a_day": 3, "km_a_day": 499, "timed_ads": 9, "most_ads_a_quarter": 9}, "unclear"),
        ("", {"cities_at_once": 3, "timed_ads": 10, "most_ads_a_quarter": 8}, "spam"),
        ("", {"cities_at_once": 3, "timed_ads": 10, "most_ads_a_quarter": 7}, "unclear"),
        ("", {}, "unclear"),
    ],
)
def test_each_operation_has_votes_of_its_own(terms: str, traits: dict[str, int], operation: str) -> None:
    assert operation_of({"one": terms}, **traits)[0] == operation


def test_an_operation_gives_its_reasons_and_the_next_best_reading() -> None:
    _, votes, reasons, second = operation_of(
        {"one": "trafficking/massage_business"}, names=3, phones=2, own_template_ads=4, own_template_names=2
    )
    assert votes == 5
    assert reasons == "1 of its different texts have words of this kind"
    assert second == "trafficking indicators"


@pytest.mark.parametrize("name", ["ent_advertiser_traits", "ent_operation_votes", "ent_operations"])
def test_no_operation_is_told_by_ethnicity_language_or_flags(name: str) -> None:
    model: Model = MODELS[name]
    assert model.sql is not None
    assert all(table.startswith(("stg_", "ent_")) for table in model.upstream)
    said = [line for line in model.sql.splitlines() if not line.strip().startswith("--")]
    assert not any(word in line for line in said for word in ("language", "ethnicity", "new_to_country"))
