"""Who was dismissed takes no place in a queue, until something else counts."""

from __future__ import annotations

import polars as pl

from assets.flags.flag_ranks import build


def test_the_dismissed_come_last_and_the_returned_do_not() -> None:
    names = ["best", "second", "third"]
    gate = pl.DataFrame({"advertiser_id": names, "pack": "p", "operation": "agency"})
    scores = pl.DataFrame({"advertiser_id": names, "pack": "p", "rule_id": "p/a", "points": [9, 8, 7]})
    packs = pl.DataFrame({"pack": ["p"], "queues_unclear": [False]})
    standing = pl.DataFrame({"advertiser_id": ["best", "second"], "pack": "p", "standing": ["dismissed", "returned"]})
    found = {row["advertiser_id"]: row for row in build(gate, standing, scores, packs).iter_rows(named=True)}
    assert {name: row["can_be_queued"] for name, row in found.items()} == {"best": False, "second": True, "third": True}
    assert found["best"]["rank_low"] == 3
