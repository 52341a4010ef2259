"""What an advertiser shows, in different texts: copies of a stock text are nobody's own words, and protected rules stand nowhere."""

from __future__ import annotations

import duckdb
import pytest

from assets.model import models
from assets.rule import rules_frame

SQL = next(model.sql for model in models() if model.name == "flag_shares")
HIDDEN, THIRD, PLURAL, MULTI = (
    f"trafficking/{name}" for name in ("phone_obscured", "third_person", "first_person_plural", "multi_person")
)
Shares = dict[tuple[str, str], tuple[int, int, int, int]]


def shares(ads: list[tuple[str, str, str, str | None, list[str]]]) -> Shares:
    """(ad, advertiser, text, template, rules) -> {(advertiser, rule): (ads, texts, family_texts, of_texts)}."""
    connection = duckdb.connect()
    for table in (
        "stg_ads (ad_id VARCHAR, text VARCHAR)", "ent_advertiser_ads (advertiser_id VARCHAR, ad_id VARCHAR)",
        "ent_template_ads (ad_id VARCHAR, template_id VARCHAR)", "flag_evidence (rule_id VARCHAR, ad_id VARCHAR)",
    ):  # fmt: skip
        connection.execute(f"CREATE TABLE {table}")
    for ad, advertiser, text, template, rules in ads:
        connection.execute("INSERT INTO stg_ads VALUES (?, ?)", [ad, text])
        connection.execute("INSERT INTO ent_advertiser_ads VALUES (?, ?)", [advertiser, ad])
        if template:
            connection.execute("INSERT INTO ent_template_ads VALUES (?, ?)", [ad, template])
        for rule in rules:
            connection.execute("INSERT INTO flag_evidence VALUES (?, ?), (?, ?)", [rule, ad, rule, ad])
    connection.execute(
        "CREATE TABLE ent_advertisers AS SELECT advertiser_id, count(DISTINCT text) AS distinct_texts"
        " FROM ent_advertiser_ads INNER JOIN stg_ads USING (ad_id) GROUP BY 1"
    )
    connection.register("given", rules_frame())
    connection.execute("CREATE TABLE run_rules AS SELECT * FROM given")
    query = f"SELECT advertiser_id, rule_id, ads, texts, family_texts, of_texts FROM ({SQL})"
    return {(row[0], row[1]): row[2:] for row in connection.execute(query).fetchall()}


def test_the_same_text_twice_is_one_text() -> None:
    found = shares(
        [("1", "a", "same", None, [THIRD]), ("2", "a", "same", None, [THIRD]), ("3", "a", "other", None, [])]
    )
    assert found[("a", THIRD)] == (2, 1, 1, 2)


def test_a_family_is_shown_by_any_of_its_rules() -> None:
    found = shares(
        [("1", "a", "one", None, [PLURAL]), ("2", "a", "two", None, [MULTI, PLURAL]), ("3", "a", "three", None, [])]
    )
    assert found[("a", PLURAL)] == (2, 2, 2, 3)
    assert found[("a", MULTI)] == (1, 1, 2, 3)


@pytest.mark.parametrize(("users", "counted"), [(4, 1), (5, 0)])
def test_what_a_stock_text_says_counts_for_nobody_but_a_hidden_phone_is_ones_own(users: int, counted: int) -> None:
    found = shares([(f"{n}", f"a{n}", f"text {n}", "t", [THIRD, HIDDEN]) for n in range(users)])
    assert found[("a0", THIRD)] == (1, 1, counted, 1)
    assert found[("a0", HIDDEN)] == (1, 1, 1, 1)


def test_what_is_protected_stands_beside_nobody() -> None:
    assert shares([("1", "a", "one", None, ["trafficking/ethnicity_stated"])]) == {}
