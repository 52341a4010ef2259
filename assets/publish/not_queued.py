"""Nobody is called independent in what is published: benign and unclear are one phrase there, "not queued"."""

from __future__ import annotations

import duckdb

NOT_QUEUED = "not queued"
STATEMENTS = (
    "DELETE FROM ent_operation_votes WHERE operation = 'independent'",
    f"UPDATE ent_operations SET operation = '{NOT_QUEUED}', votes = 0, reasons = '{NOT_QUEUED}'"
    " WHERE operation IN ('independent', 'unclear')",
    "UPDATE ent_operations SET second_operation = NULL"
    f" WHERE second_operation = 'independent' OR operation = '{NOT_QUEUED}'",
    f"UPDATE flag_gate SET operation = '{NOT_QUEUED}' WHERE operation IN ('independent', 'unclear')",
)


def say_not_queued(connection: duckdb.DuckDBPyConnection) -> None:
    """Replace the two words, and what would tell them apart, in the database that the connection uses."""
    for statement in STATEMENTS:
        connection.execute(statement)
