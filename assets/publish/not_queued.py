"""Nobody is called independent in what is published: benign and unclear are one phrase there, "not queued"."""

from __future__ import annotations

NOT_QUEUED = "not queued"
_BENIGN = "('independent', 'unclear')"
_SAID = f"CASE WHEN operation IN {_BENIGN} THEN '{NOT_QUEUED}' ELSE operation END AS operation"
#: What a table's rows are replaced by, as SQL over them: the two words, and what would tell them apart.
_INSTEAD = {
    "ent_operation_votes": "SELECT * FROM ({shown}) AS shown WHERE operation <> 'independent'",
    "ent_operations": f"""SELECT * REPLACE (
        {_SAID},
        CASE WHEN operation IN {_BENIGN} THEN 0 ELSE votes END AS votes,
        CASE WHEN operation IN {_BENIGN} THEN '{NOT_QUEUED}' ELSE reasons END AS reasons,
        CASE WHEN operation NOT IN {_BENIGN} AND second_operation <> 'independent' THEN second_operation END
            AS second_operation
    ) FROM ({{shown}}) AS shown""",
    "flag_gate": f"SELECT * REPLACE ({_SAID}) FROM ({{shown}}) AS shown",
}


def said_as_not_queued(table: str, shown: str) -> str:
    """The query of a table as a build shows it, with the phrase in the place of the two words."""
    return _INSTEAD[table].format(shown=shown) if table in _INSTEAD else shown
