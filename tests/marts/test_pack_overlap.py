"""Advertisers in two packs are counted, and nobody is named."""

from __future__ import annotations

import duckdb

from assets.model import models

MODEL = next(model for model in models() if model.name == "mart_pack_overlap")


def test_an_advertiser_counts_for_each_pair_of_packs_in_which_it_has_points() -> None:
    assert MODEL.sql is not None
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE flag_scores (advertiser_id VARCHAR, pack VARCHAR, rule_id VARCHAR, points INTEGER)"
    )
    connection.execute("CREATE TABLE mart_leads (lead_id VARCHAR, advertiser_id VARCHAR, pack VARCHAR)")
    scores = [
        ("a", "opioids", "r1", 4), ("a", "opioids", "r2", 3), ("a", "trafficking", "r3", 2),
        ("b", "opioids", "r1", 4), ("b", "trafficking", "r3", 2), ("b", "labour", "r4", 3),
        ("c", "opioids", "r1", 4), ("c", "trafficking", "r3", 0),
    ]  # fmt: skip
    connection.executemany("INSERT INTO flag_scores VALUES (?, ?, ?, ?)", scores)
    leads = [("l1", "a", "opioids"), ("l2", "a", "trafficking"), ("l3", "b", "opioids")]
    connection.executemany("INSERT INTO mart_leads VALUES (?, ?, ?)", leads)
    assert sorted(connection.execute(MODEL.sql).fetchall()) == [
        ("labour", "opioids", 1, 0),
        ("labour", "trafficking", 1, 0),
        ("opioids", "trafficking", 2, 1),
    ]
    assert not any("_id" in name for name in MODEL.promise.columns)
