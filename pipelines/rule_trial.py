"""A draft rule run on the warehouse as it stands: what it hits, beside what, of whom. Nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from assets.marts.intervals import wilson
from assets.model import tables_of
from assets.portable import objections
from assets.rule import Rule, RuleError, read_draft, rules
from pipelines.evaluation.trial import classes_of
from pipelines.reader import reading

GIVES = ("subject_id", "strength", "ad_id", "span_start", "span_end", "day")
#: A group of fewer ads says nothing, and might say something of somebody.
LEAST_ADS = 20


@dataclass(frozen=True)
class Share:
    """How many of a group are hit, with Wilson's 95 % interval."""

    name: str
    hit: int
    of: int

    @property
    def interval(self) -> tuple[float, float]:
        """The ends of the interval; 0 and 1 for an empty group."""
        return wilson(self.hit, self.of) if self.of else (0.0, 1.0)


@dataclass(frozen=True)
class Overlap:
    """Another rule: advertisers that both hit, and their share of those that either hits."""

    rule_id: str
    both: int
    jaccard: float


@dataclass(frozen=True)
class Trial:
    """What a draft does on this warehouse; `by_class` only where the truth of a sandbox file was given."""

    rule: Rule
    spans: int
    ads: Share
    advertisers: Share
    by_city: list[Share]
    by_language: list[Share]
    by_group: list[Share]
    overlaps: list[Overlap]
    by_class: list[Share]


def try_rule(home: Path, path: Path, truth_of: Path | None = None) -> Trial:
    """Run a draft; raises RuleError for one that cannot run, ValueError where there is nothing to run it on."""
    rule = read_draft(path)
    _refuse_what_no_rule_may(rule)
    with reading(home) as connection:
        _run(connection, rule)
        return Trial(
            rule=rule,
            spans=_number(connection, "SELECT count(*) FROM trial"),
            ads=Share("ads", _number(connection, "SELECT count(*) FROM hit_ads"), _rows(connection, "stg_ads")),
            advertisers=Share(
                "advertisers",
                _number(connection, "SELECT count(*) FROM hit_advertisers"),
                _rows(connection, "ent_advertisers"),
            ),
            by_city=_shares(connection, "SELECT ad_id, city AS name FROM stg_ads"),
            by_language=_shares(connection, "SELECT ad_id, coalesce(language, 'not told') AS name FROM stg_ads"),
            by_group=_shares(connection, _groups()),
            overlaps=_overlaps(connection, rule),
            by_class=_by_class(connection, truth_of) if truth_of else [],
        )


def _refuse_what_no_rule_may(rule: Rule) -> None:
    where = f"{rule.rule_id.split('/')[1]}.sql"
    late = sorted(n for n in tables_of(rule.select, where) if not n.startswith(("stg_", "ent_")) and n != "run_days")
    if late:
        raise RuleError(f"{where}: reads {late[0]}; a rule reads stg_*, ent_* and run_days only")
    if found := objections(rule.select):
        raise RuleError(f"{where}: leaves the portable subset: {found[0]}")


def _run(connection: duckdb.DuckDBPyConnection, rule: Rule) -> None:
    """Fill the temporary tables trial, hit_ads and hit_advertisers."""
    connection.execute("CREATE TEMP TABLE run_days AS SELECT DISTINCT day FROM stg_ads")
    name = rule.rule_id.split("/")[1]
    try:
        connection.execute(f"CREATE TEMP TABLE trial AS SELECT DISTINCT {', '.join(GIVES)} FROM ({rule.select})")
    except duckdb.Error as error:
        raise RuleError(f"{name}.sql: does not run ({str(error).splitlines()[0]}); mend the query") from error
    wrong = _number(connection, "SELECT count(*) FROM trial WHERE strength IS NULL OR strength NOT BETWEEN 0 AND 1")
    lost = _number(
        connection, "SELECT count(*) FROM trial WHERE ad_id IS NULL OR ad_id NOT IN (FROM stg_ads SELECT ad_id)"
    )
    if wrong or lost:
        what = "strength is not between 0 and 1" if wrong else "ad_id is no ad"
        raise RuleError(f"{name}.sql: {what} in {wrong or lost} rows; mend the query")
    connection.execute("CREATE TEMP TABLE hit_ads AS SELECT DISTINCT ad_id FROM trial")
    behind = "SELECT DISTINCT advertiser_id FROM ent_advertiser_ads WHERE ad_id IN (SELECT ad_id FROM hit_ads)"
    if rule.subject == "advertiser":
        behind = "SELECT DISTINCT subject_id AS advertiser_id FROM trial"
    connection.execute(f"CREATE TEMP TABLE hit_advertisers AS {behind}")


def _groups() -> str:
    """Ads by what they say of ethnicity or origin, as the protected rules find it."""
    protected = ", ".join(f"'{rule.rule_id}'" for rule in rules() if rule.is_protected) or "''"
    return (
        "SELECT DISTINCT found.ad_id, lower(ads.text[found.span_start + 1:found.span_end]) AS name"
        " FROM flag_evidence AS found INNER JOIN stg_ads AS ads ON found.ad_id = ads.ad_id"
        f" WHERE found.rule_id IN ({protected}) UNION ALL SELECT ad_id, 'none stated' AS name FROM stg_ads"
        f" WHERE ad_id NOT IN (SELECT ad_id FROM flag_evidence WHERE rule_id IN ({protected}))"
    )


def _shares(connection: duckdb.DuckDBPyConnection, named: str) -> list[Share]:
    rows = connection.execute(
        f"SELECT named.name, count(hit_ads.ad_id), count(*) FROM ({named}) AS named"
        " LEFT JOIN hit_ads ON named.ad_id = hit_ads.ad_id"
        f" GROUP BY named.name HAVING count(*) >= {LEAST_ADS} ORDER BY count(*) DESC, named.name LIMIT 20"
    ).fetchall()
    return [Share(*row) for row in rows]


def _overlaps(connection: duckdb.DuckDBPyConnection, rule: Rule) -> list[Overlap]:
    rows = connection.execute(
        "WITH others AS (SELECT DISTINCT found.rule_id, grouped.advertiser_id FROM flag_evidence AS found"
        " INNER JOIN ent_advertiser_ads AS grouped ON found.ad_id = grouped.ad_id WHERE found.rule_id <> ?),"
        " sizes AS (SELECT rule_id, count(*) AS all_others FROM others GROUP BY rule_id),"
        " shared AS (SELECT rule_id, count(*) AS both FROM others"
        " WHERE advertiser_id IN (SELECT advertiser_id FROM hit_advertisers) GROUP BY rule_id)"
        " SELECT shared.rule_id, shared.both,"
        " shared.both / (sizes.all_others + (SELECT count(*) FROM hit_advertisers) - shared.both) AS jaccard"
        " FROM shared INNER JOIN sizes ON shared.rule_id = sizes.rule_id ORDER BY jaccard DESC, shared.rule_id",
        [rule.rule_id],
    ).fetchall()
    return [Overlap(*row) for row in rows]


def _by_class(connection: duckdb.DuckDBPyConnection, file: Path) -> list[Share]:
    """How many of each true class of advertiser are hit."""
    ads = connection.sql(
        "SELECT ads.ad_id, ads.url, ads.title, ads.body, grouped.advertiser_id FROM stg_ads AS ads"
        " INNER JOIN ent_advertiser_ads AS grouped ON ads.ad_id = grouped.ad_id"
    ).pl()
    hit = set(connection.sql("SELECT advertiser_id FROM hit_advertisers").pl()["advertiser_id"])
    counted: dict[str, list[int]] = {}
    for advertiser, name in classes_of(ads, file).items():
        of = counted.setdefault(name, [0, 0])
        of[0] += advertiser in hit
        of[1] += 1
    return [Share(name, found, of) for name, (found, of) in sorted(counted.items())]


def _rows(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return _number(connection, f"SELECT count(*) FROM {table}")


def _number(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    rows: list[tuple[Any, ...]] = connection.execute(sql).fetchall()
    return int(rows[0][0])
