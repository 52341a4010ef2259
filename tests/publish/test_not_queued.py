"""In what is published, independent and unclear are one phrase, and nothing beside it tells them apart."""

from __future__ import annotations

import duckdb

from assets.publish.not_queued import said_as_not_queued


def test_independent_and_unclear_cannot_be_told_apart() -> None:
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE ent_operations AS SELECT * FROM (VALUES"
        " ('a', 'independent', 3, 'its ads name one person', NULL), ('b', 'unclear', 0, 'too little', NULL),"
        " ('c', 'massage', 5, 'words', 'independent'), ('d', 'agency', 3, 'words', 'massage'))"
        " AS t(advertiser_id, operation, votes, reasons, second_operation)"
    )
    connection.execute(
        "CREATE TABLE ent_operation_votes AS SELECT 'a' AS advertiser_id, 'independent' AS operation"
        " UNION ALL SELECT 'c', 'massage'"
    )
    connection.execute("CREATE TABLE flag_gate AS SELECT advertiser_id, operation FROM ent_operations")

    def shown(table: str) -> list[tuple]:
        return connection.execute(said_as_not_queued(table, f"SELECT * FROM {table}")).fetchall()

    rows = {row[0]: row[1:] for row in shown("ent_operations")}
    assert rows["a"] == rows["b"] == ("not queued", 0, "not queued", None)
    assert rows["c"] == ("massage", 5, "words", None)
    assert rows["d"] == ("agency", 3, "words", "massage")
    assert shown("ent_operation_votes") == [("c", "massage")]
    assert {row[1] for row in shown("flag_gate")} == {"not queued", "massage", "agency"}
