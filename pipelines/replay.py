"""Scores made again from the texts: for one advertiser as the warehouse stands, or for a past day as it was then.

Temporary tables stand before the kept ones under the same names, so that the very queries of the tables run on them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, cast

import duckdb
import polars as pl

from assets.flags.flag_evidence import put_together
from assets.model import Model, models
from assets.rule import rules
from assets.rule_versions import SCORES, counting, in_use, scores, versions_frame
from assets.warehouse import given_frames
from pipelines.reader import KEPT

#: The rules as they are: id, kind of subject, query.
Queries = list[tuple[str, str, str]]


class ReplayError(ValueError):
    """A past day that cannot be made again; the message says why."""


def today(connection: duckdb.DuckDBPyConnection, home: Path, advertiser_id: str, pack: str) -> pl.DataFrame:
    """Run the pack's rules anew on one advertiser's texts and count; returns its rows of flag_scores, made anew.

    Leaves the temporary tables shown_ads, and found with the evidence that was made anew.
    """
    _give(connection, given_frames(home, _newest(connection)))
    connection.execute("CREATE TEMP TABLE run_days AS SELECT DISTINCT day FROM stg_ads")
    _remember_ads(connection, advertiser_id)
    wanted = [(r.rule_id, r.subject, r.select) for r in rules() if r.pack == pack and not r.is_protected]
    connection.execute(f"CREATE TEMP TABLE found AS {_of_advertiser(put_together(wanted), advertiser_id)}")
    names = ", ".join(f"'{name}'" for name, _, _ in wanted)
    mine = f"rule_id IN ({names}) AND ad_id IN (SELECT ad_id FROM shown_ads)"
    mine += f" AND (subject_kind <> 'advertiser' OR subject_id = '{advertiser_id}')"
    connection.execute(f"CREATE TEMP VIEW kept_evidence AS SELECT * FROM {KEPT}.flag_evidence WHERE {mine}")
    connection.execute(
        "CREATE TEMP VIEW flag_evidence AS SELECT * FROM found"
        f" UNION ALL SELECT * FROM {KEPT}.flag_evidence WHERE NOT ({mine})"
    )
    _count(connection, "VIEW")
    return _scores(connection, advertiser_id, pack)


def evidence_differs(connection: duckdb.DuckDBPyConnection) -> int:
    """After `today`: spans that only one of the kept and the new evidence has."""
    one, other = "SELECT * FROM found", "SELECT * FROM kept_evidence"
    rows = connection.execute(
        f"SELECT count(*) FROM (({one} EXCEPT {other}) UNION ALL ({other} EXCEPT {one}))"
    ).fetchall()
    return int(rows[0][0])


def then(
    connection: duckdb.DuckDBPyConnection, home: Path, advertiser_id: str, pack: str, day: date
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Count an advertiser with the rules and points of a past day, on what had been captured until then.

    Ads are grouped, texts read and points counted as they are now; `counted_alike` says whether they were counted so
    then. Returns its rows of flag_scores and the versions of the rules. Raises ReplayError.
    """
    used = in_use(versions_frame(home), day).filter(pl.col("rule_id") != SCORES)
    if used.is_empty():
        raise ReplayError(
            f"no version of the rules is kept for {day}; records/rules.jsonl begins with the first publish"
        )
    _give(connection, given_frames(home, day) | {"run_rules": used})
    queries = list(used.select("rule_id", "subject", "text").iter_rows())
    try:
        _stand_before(connection, queries, day)
        _remember_ads(connection, advertiser_id)
        connection.execute(f"CREATE TEMP TABLE found AS {_of_advertiser('FROM flag_evidence', advertiser_id)}")
        return _scores(connection, advertiser_id, pack), used
    except duckdb.Error as error:
        first = str(error).splitlines()[0]
        raise ReplayError(f"the rules of {day} do not run on the tables as they are now ({first})") from error


def counted_alike(home: Path, day: date) -> bool:
    """Whether scores were made of hits on that day as they are now."""
    kept = in_use(versions_frame(home), day).filter(rule_id=SCORES)["sha256"].to_list()
    return kept == [scores()["sha256"]]


def _stand_before(connection: duckdb.DuckDBPyConnection, queries: Queries, day: date) -> None:
    """Tables as of a day: what was captured until then, and what is made of it by queries."""
    connection.execute(
        f"CREATE TEMP TABLE run_days AS SELECT DISTINCT day FROM {KEPT}.stg_ads WHERE day <= DATE '{day}'"
    )
    for model in models():
        if model.stage == "staging":
            connection.execute(
                f"CREATE TEMP VIEW {model.name} AS SELECT * FROM {KEPT}.{model.name} WHERE day <= DATE '{day}'"
            )
        elif model.name == "flag_evidence":
            connection.execute(f"CREATE TEMP TABLE flag_evidence AS {put_together(queries)}")
        elif model.stage == "entities" and "ad_id" in model.promise.columns:
            connection.execute(
                f"CREATE TEMP VIEW {model.name} AS SELECT * FROM {KEPT}.{model.name}"
                " WHERE ad_id IN (SELECT ad_id FROM stg_ads)"
            )
        elif model.stage == "entities" and model.sql:
            _make(connection, model, "TABLE")
    _count(connection, "TABLE")


def _count(connection: duckdb.DuckDBPyConnection, kind: str) -> None:
    """Make everything between evidence and scores anew."""
    for model in counting():
        _make(connection, model, kind)


def _make(connection: duckdb.DuckDBPyConnection, model: Model, kind: str) -> None:
    """A temporary table, or a view where the model is a query, of what the model makes of the tables before it."""
    if model.sql:
        connection.execute(f"CREATE TEMP {kind} {model.name} AS {model.sql.rstrip().rstrip(';')}")
        return
    assert model.build is not None
    reads = {name: f"SELECT {', '.join(columns)} FROM {name}" for name, columns in model.reads.items()}
    built = model.build(**{name: connection.sql(query).pl() for name, query in reads.items()})
    _give(connection, {model.name: cast("pl.DataFrame", built)})


def _of_advertiser(evidence: str, advertiser_id: str) -> str:
    return (
        f"SELECT * FROM ({evidence}) AS evidence WHERE ad_id IN (SELECT ad_id FROM shown_ads)"
        f" AND (subject_kind <> 'advertiser' OR subject_id = '{advertiser_id}')"
    )


def _scores(connection: duckdb.DuckDBPyConnection, advertiser_id: str, pack: str) -> pl.DataFrame:
    query = "SELECT * FROM flag_scores WHERE advertiser_id = $advertiser AND pack = $pack"
    wanted = {"advertiser": advertiser_id, "pack": pack}
    rows = connection.sql(query, params=wanted)
    frame: pl.DataFrame = rows.pl()
    return frame


def _remember_ads(connection: duckdb.DuckDBPyConnection, advertiser_id: str) -> None:
    query = "CREATE TEMP TABLE shown_ads AS SELECT ad_id FROM ent_advertiser_ads WHERE advertiser_id = ?"
    connection.execute(query, [advertiser_id])


def _give(connection: duckdb.DuckDBPyConnection, frames: dict[str, pl.DataFrame]) -> None:
    for name, frame in frames.items():
        connection.register("given", frame)
        connection.execute(f"CREATE TEMP TABLE {name} AS SELECT * FROM given")
        connection.unregister("given")


def _newest(connection: duckdb.DuckDBPyConnection) -> date | None:
    rows: Iterable[tuple[Any, ...]] = connection.execute("SELECT max(day) FROM stg_ads").fetchall()
    return next((row[0] for row in rows), None)
