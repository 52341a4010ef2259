"""Who passes a pack's gate: three families that are not all movement, enough points, no spam and no scam."""

from __future__ import annotations

import duckdb
import pytest

from assets.model import models

SQL = next(model.sql for model in models() if model.name == "flag_gate")


def passes(points: dict[str, list[int]], operation: str = "unclear") -> tuple[int, int] | None:
    """Score and families of an advertiser with these points by family; None if it does not pass."""
    connection = duckdb.connect()
    connection.execute("CREATE TABLE flag_scores (advertiser_id VARCHAR, pack VARCHAR, family VARCHAR, points INTEGER)")
    for family, values in points.items():
        for value in values:
            connection.execute("INSERT INTO flag_scores VALUES ('a', 'p', ?, ?)", [family, value])
    connection.execute("CREATE TABLE run_packs AS SELECT 'p' AS pack, 3 AS families_needed, 5 AS points_needed")
    connection.execute(f"CREATE TABLE ent_operations AS SELECT 'a' AS advertiser_id, '{operation}' AS operation")
    rows = connection.execute(f"SELECT score, families FROM ({SQL})").fetchall()
    return rows[0] if rows else None


@pytest.mark.parametrize(
    ("points", "result"),
    [
        ({"concealment": [4], "template": [5], "services": [2]}, (11, 3)),
        ({"concealment": [4], "template": [5]}, None),
        ({"concealment": [4], "template": [5], "movement": [3]}, (12, 3)),
        ({"concealment": [4, 4], "template": [5]}, None),
        ({"one": [1], "two": [1], "three": [1]}, None),
    ],
)
def test_three_families_and_enough_points(points: dict[str, list[int]], result: tuple[int, int] | None) -> None:
    assert passes(points) == result


def test_counter_evidence_subtracts_and_cancels_its_own_family() -> None:
    assert passes({"concealment": [4], "template": [5], "several_people": [3], "services": [-2]}) == (10, 3)
    assert passes({"concealment": [4], "template": [5], "several_people": [3, -3]}) is None


@pytest.mark.parametrize("operation", ["spam", "scam"])
def test_spam_and_scams_are_out_before_anything_is_ranked(operation: str) -> None:
    points = {"concealment": [4], "template": [5], "services": [2]}
    assert passes(points, operation) is None
    assert passes(points, "massage") is not None
