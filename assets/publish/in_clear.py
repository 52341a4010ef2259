"""Who stands in clear in the investigator's database, and every value's form there: itself or its pseudonym.

In clear are advertisers that are a queued lead, on legal hold, or met by the watch list of an authorised person. Of
everybody else a build holds facts: which ads belong together, where and when they stood, what was found in them.
"""

from __future__ import annotations

from datetime import date

import duckdb
import polars as pl

from assets.holds import read_holds
from assets.promise import Identity
from assets.publish.identities import HOMES
from assets.publish.pseudonyms import pseudonym_sql
from assets.warehouse import Warehouse
from scrapers.catalog import cities

#: The table of another file's making; without it there is no watch list.
WATCH_HITS = "mart_watch_hits"

_ADVERTISERS = """
CREATE OR REPLACE TEMP TABLE run_in_clear AS
SELECT DISTINCT advertiser_id, reason, "case" FROM (
    SELECT advertiser_id, 'queued lead' AS reason, CAST(NULL AS VARCHAR) AS "case"
    FROM mart_leads WHERE status = 'queued'
    UNION ALL
    SELECT grouped.advertiser_id, 'legal hold', holds."case"
    FROM run_holds AS holds INNER JOIN ent_advertiser_ads AS grouped ON substr(grouped.ad_id, 1, 16) = holds.ad
    WHERE holds.until IS NULL OR holds.until >= $today
    {watched}
)
"""
#: What of each kind is in clear, as SQL over the advertisers that are.
_CLEAR: dict[Identity, str] = {
    "ad": "SELECT ad_id FROM clear_ads",
    "posting": "SELECT posting_id FROM stg_ads WHERE ad_id IN (FROM clear_ads)",
    "page": "SELECT page_id FROM stg_captures WHERE ad_id IN (FROM clear_ads)",
    "advertiser": "SELECT advertiser_id FROM run_in_clear",
    # A template is named after its earliest ad, which need not be one of these.
    "template": "SELECT 't' || substr(ad_id, 1, 16) FROM clear_ads",
    "lead": "SELECT lead_id FROM mart_leads WHERE advertiser_id IN (SELECT advertiser_id FROM run_in_clear)",
    "identifier": "SELECT value FROM stg_identifiers WHERE ad_id IN (FROM clear_ads)"
    + "".join(
        f" UNION SELECT {name} FROM stg_ads WHERE ad_id IN (FROM clear_ads) AND {name} IS NOT NULL"
        for name in ("declared_phone", "declared_email", "declared_handle", "poster")
    ),
}
#: Whose words are in clear although its id is not: a template that a lead follows.
_WORDS: dict[Identity, str] = {
    "template": "SELECT template_id FROM ent_template_ads WHERE ad_id IN (FROM clear_ads)",
}


def find_in_clear(warehouse: Warehouse, today: date, *, leads_only: bool = False) -> dict[str, int]:
    """Make the temporary table `run_in_clear` (advertiser_id, reason, case); returns advertisers by reason."""
    warehouse.give("run_holds", read_holds(warehouse.home))
    warehouse.give("known_places", pl.DataFrame({"place": _places()}, schema={"place": pl.String}))
    watched = _watched(warehouse.connection)
    warehouse.connection.execute(_ADVERTISERS.format(watched=watched), {"today": today})
    if leads_only:
        warehouse.connection.execute("DELETE FROM run_in_clear WHERE reason <> 'queued lead'")
    warehouse.connection.execute(
        "CREATE OR REPLACE TEMP TABLE clear_ads AS SELECT ad_id FROM ent_advertiser_ads"
        " WHERE advertiser_id IN (SELECT advertiser_id FROM run_in_clear)"
    )
    counted = warehouse.query("SELECT reason, count(DISTINCT advertiser_id) FROM run_in_clear GROUP BY 1 ORDER BY 1")
    return dict(counted)


def _places() -> list[str]:
    """The cities and neighbourhoods of the catalog: a place that is one of them says where, and not who."""
    names = {name for city in cities().values() for name in (city.name, *(place.name for place in city.neighbourhoods))}
    return sorted(names)


def _watched(connection: duckdb.DuckDBPyConnection) -> str:
    """The advertisers that the watch list meets, by themselves or by an ad."""
    described = connection.execute(
        "SELECT column_name FROM duckdb_columns() WHERE table_name = ? AND NOT internal", [WATCH_HITS]
    ).fetchall()
    columns = {name for (name,) in described}
    chosen = []
    case = next((f'hits."{name}"' for name in ("case_number", "case_id", "case") if name in columns), "NULL")
    if "advertiser_id" in columns:
        chosen.append(
            f"SELECT hits.advertiser_id, 'watch list', CAST({case} AS VARCHAR) FROM {WATCH_HITS} AS hits"
            " WHERE hits.advertiser_id IS NOT NULL"
        )
    if "ad_id" in columns:
        chosen.append(
            f"SELECT grouped.advertiser_id, 'watch list', CAST({case} AS VARCHAR) FROM {WATCH_HITS} AS hits"
            " INNER JOIN ent_advertiser_ads AS grouped ON hits.ad_id = grouped.ad_id"
        )
    return "".join(f" UNION ALL {sql}" for sql in chosen)


def show_values(connection: duckdb.DuckDBPyConnection, *, everything: bool) -> None:
    """Make the temporary tables `shown_<kind>`: each value, its form in the build, whether words beside it are shown.

    Needs `teach` and `find_in_clear` before it.
    """
    for kind, home in HOMES.items():
        table, column = home.split(".")
        words = " UNION ALL ".join(["SELECT value FROM clear_values", *([_WORDS[kind]] if kind in _WORDS else [])])
        clear = "SELECT value FROM clear_values"
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE clear_values AS SELECT DISTINCT value FROM ({_CLEAR[kind]}) AS found (value)"
        )
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE shown_{kind} AS SELECT real,"
            f" CASE WHEN {'true' if everything else f'real IN ({clear})'} THEN real"
            f" ELSE {pseudonym_sql(kind, 'real')} END AS shown,"
            f" {'true' if everything else f'real IN ({words})'} AS has_words"
            f" FROM (SELECT {column} AS real FROM {table} WHERE {column} IS NOT NULL UNION {clear})"
        )
    connection.execute("DROP TABLE clear_values")


def forget_values(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop what `show_values` made: a copy of every id and identifier, which would stay until the run ends."""
    for kind in HOMES:
        connection.execute(f"DROP TABLE IF EXISTS shown_{kind}")
