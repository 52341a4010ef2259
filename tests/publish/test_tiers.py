"""A lower tier holds nothing of the tier above, and no difference of its numbers tells of fewer than five."""

from __future__ import annotations

import re
import shutil
from datetime import timedelta
from pathlib import Path

import duckdb
import numpy as np
import pytest
from scipy.optimize import linprog

from assets.model import Model
from assets.promise import Column, Promise
from assets.publish.audiences import AudienceError
from assets.publish.database import FILE
from assets.publish.leaks import DASHBOARDS, leaks
from assets.publish.tiers import LEAST, TIERS, cell, file_of, is_about_advertisers, safe, tier_models
from assets.quoting import literal
from assets.warehouse import Warehouse
from tests.conftest import Refreshed
from tests.publish.conftest import ADS, LAST, QUEUED, advertiser_id, phone, publish

TABLES = [model for tier in TIERS for model in tier_models(tier)]


def dump(path: Path) -> str:
    """Every value of every table of a database, as text."""
    with duckdb.connect(str(path), read_only=True) as connection:
        tables = [name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        return "\n".join(str(row) for name in tables for row in connection.execute(f"FROM {name}").fetchall())


def phrases(texts: list[str], words: int = 5) -> set[str]:
    found = set()
    for text in texts:
        split = re.findall(r"\w+", text.lower())
        found |= {" ".join(split[at : at + words]) for at in range(len(split) - words + 1)}
    return found


def secrets_of(connection: duckdb.DuckDBPyConnection, database: str) -> tuple[set[str], list[str]]:
    """Every id and identifier of a database, and every text."""
    columns = {
        "stg_ads": ["ad_id", "posting_id", "page_id", "url", "poster", "declared_phone", "declared_email", "declared_handle", "sha256"],
        "stg_captures": ["page_id"], "ent_identifiers": ["value"], "ent_advertisers": ["advertiser_id"],
        "ent_templates": ["template_id"], "mart_leads": ["lead_id"],
    }  # fmt: skip
    found = {
        value
        for table, names in columns.items()
        for name in names
        for (value,) in connection.execute(
            f"SELECT DISTINCT {name} FROM {database}.{table} WHERE {name} IS NOT NULL"
        ).fetchall()
    }
    texts = [
        text for (text,) in connection.execute(f"SELECT text FROM {database}.stg_ads WHERE text IS NOT NULL").fetchall()
    ]
    return {value for value in found if len(value) > 3}, texts


def site_files(build: Path, tier: str) -> list[str]:
    """Every file of a site with its name; but for the bundle, which is what Vega's authors wrote."""
    site = build / "site" / tier
    paths = [path for path in site.rglob("*") if path.is_file() and path.name != "vega.js"]
    return [f"{path.relative_to(site)} {path.read_text(errors='replace')}" for path in paths]


def leaked(warehouse: Path, build: Path) -> list[str]:
    """The whole search: every value of the warehouse and of the tier above, in every artefact of the tiers below."""
    with duckdb.connect() as connection:
        for name, path in (("warehouse", warehouse), ("investigator", build / FILE)):
            connection.execute(f"ATTACH {literal(str(path))} AS {name} (READ_ONLY)")
        pairs = [secrets_of(connection, name) for name in ("warehouse", "investigator")]
    values = set.union(*(values for values, _ in pairs))
    digits = {re.sub(r"\D", "", value)[-10:] for value in values if re.fullmatch(r"\+?[\d() -]{10,}", value)}
    found = []
    for tier in TIERS:
        told = "\n".join([dump(build / file_of(tier)), *site_files(build, tier)])
        raw = (build / file_of(tier)).read_bytes()
        found += [f"{tier}: a value" for value in values if value in told or value.encode() in raw]
        # The digits of a hash or an id are nobody's number, and among thousands of hashes some are.
        numbers = re.sub(r"[^\d\n]", "", re.sub(r"\b(?=\w*[a-f])[0-9a-z][0-9a-f]{11,64}\b", "", told))
        found += [f"{tier}: digits" for number in digits if number and number in numbers]
        found += [f"{tier}: words" for _ in phrases([text for _, texts in pairs for text in texts]) & phrases([told])]
    return found


def test_nothing_of_the_tier_above_is_in_a_tier(warehouse: Warehouse, build: Path) -> None:
    warehouse.connection.execute("CHECKPOINT warehouse")
    warehouse.close()
    assert leaked(warehouse.path, build) == []


def test_nothing_of_the_tier_above_is_in_a_tier_of_five_cities(refreshed: Refreshed) -> None:
    assert leaked(refreshed.home / "work" / "warehouse.duckdb", refreshed.build) == []


@pytest.mark.parametrize(
    "value", [phone(5), advertiser_id(5), ADS[9][2]["ad_id"], ADS[9][2]["url"], ADS[9][2]["poster"]]
)
@pytest.mark.parametrize("tier", TIERS)
def test_a_value_that_leaks_is_seen_and_not_said(warehouse: Warehouse, own_build: Path, tier: str, value: str) -> None:
    build = own_build
    with duckdb.connect(str(build / file_of(tier))) as connection:
        connection.execute("CREATE TABLE extra AS SELECT ? AS remark", [f"see {value}, today"])
    (said, *_) = leaks(warehouse, build, tier, build / FILE)
    assert said.startswith(f"{tier}: holds 1 values of ")
    assert value not in said


@pytest.mark.parametrize(
    "name",
    ["index.html", "pages.json", "search/words-1.js", "static/site.css", "static/vega.js", "notes", "{value}.svg"],
)
def test_every_file_of_a_site_is_looked_at(warehouse: Warehouse, own_build: Path, name: str) -> None:
    """Whatever it is called and wherever it lies; its name too, and an id within a link."""
    value = advertiser_id(5)
    path = own_build / "site" / "public" / name.format(value=value)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("" if "{" in name else f'{{"a":"../lead/{value}.html#x"}}')
    (said,) = leaks(warehouse, own_build, "public", own_build / "partner.duckdb")
    assert said == "public: holds 1 values of ent_advertisers.advertiser_id, as the warehouse has them"


@pytest.mark.parametrize("word", ["evidence", "miami", "washington_dc"])
def test_a_word_of_our_own_pages_is_no_leak(warehouse: Warehouse, own_build: Path, word: str) -> None:
    """Somebody may call himself "evidence", as every page says, or after a city; a number is never ours."""
    warehouse.connection.execute("UPDATE stg_ads SET poster = ? WHERE ad_id = ?", [word, ADS[0][2]["ad_id"]])
    page = own_build / "site" / "public" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text(f"<p>Lead, not {word}</p>")
    assert leaks(warehouse, own_build, "public", own_build / "partner.duckdb") == []


def test_what_ships_is_not_read_for_leaks(warehouse: Warehouse, own_build: Path) -> None:
    """A poster whose name stands in a style sheet of ours holds up nothing, as long as the sheet is ours."""
    warehouse.connection.execute("UPDATE stg_ads SET poster = '#0072b2' WHERE ad_id = ?", [ADS[0][2]["ad_id"]])
    static = own_build / "site" / "public" / "static"
    static.mkdir(parents=True)
    shutil.copyfile(DASHBOARDS / "static" / "site.css", static / "site.css")
    assert leaks(warehouse, own_build, "public", own_build / "partner.duckdb") == []
    (static / "site.css").write_text("a { color: #0072b2 }")
    assert len(leaks(warehouse, own_build, "public", own_build / "partner.duckdb")) == 1


def test_a_partner_reads_what_a_rule_says_and_not_who_of_the_staff_reviewed_it(build: Path) -> None:
    told = rows(build / "partner.duckdb", "SELECT rule_id, title, reviewed_by, is_protected FROM meta_rules")
    assert len(told) > 20
    assert {reviewer for _, _, reviewer, _ in told} == {"withheld"}
    assert not any(is_protected for *_, is_protected in told)


def test_a_template_of_five_advertisers_is_told_under_the_tiers_own_pseudonym() -> None:
    """Its counts are rounded as everybody's; the investigator's pseudonym of it is another."""
    (model,) = (model for model in tier_models("partner") if model.name == "partner_templates")
    assert not is_about_advertisers(model.promise)
    assert "pseudonym('template', template_id)" in safe(model)
    assert f"WHERE advertisers >= {LEAST}" in safe(model)


def test_a_table_about_one_advertiser_is_no_count_for_having_the_column() -> None:
    columns = {
        "advertiser_id": Column(type="VARCHAR", meaning="who", matches="^a[0-9a-f]{16}$"),
        "advertisers": Column(type="BIGINT", meaning="a count"),
    }
    promise = Promise(table="partner_more", meaning="A table for a test.", row="a row", refresh="whole", key=("advertiser_id",), columns=columns)  # fmt: skip
    assert is_about_advertisers(promise)


def test_a_pseudonym_of_the_tier_above_is_a_leak_too(warehouse: Warehouse, own_build: Path) -> None:
    build = own_build
    with duckdb.connect(str(build / FILE), read_only=True) as connection:
        ((shown,),) = connection.execute("SELECT value FROM ent_identifiers WHERE value LIKE '~%' LIMIT 1").fetchall()
    page = build / "site" / "partner" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text(f"<p>{shown}</p>")
    assert leaks(warehouse, build, "partner", build / FILE) == [
        "partner: holds 1 values of ent_identifiers.value, as the tier above has them"
    ]


@pytest.mark.parametrize("model", TABLES, ids=[model.name for model in TABLES])
def test_a_tier_holds_closed_words_dates_and_counts_only(model: Model) -> None:
    assert safe(model)


@pytest.mark.parametrize(
    ("column", "named"),
    [
        (Column(type="VARCHAR", meaning="a remark"), "may hold any text"),
        (Column(type="VARCHAR", meaning="a remark", matches="^.*$"), "may hold any text"),
        (Column(type="DOUBLE", meaning="a share"), "is no count"),
        (Column(type="VARCHAR[]", meaning="words"), "is no count"),
    ],
)
def test_a_table_that_cannot_be_made_safe_is_refused(column: Column, named: str) -> None:
    columns = {"extra": column, "advertisers": Column(type="BIGINT", meaning="a count")}
    promise = Promise(table="partner_more", meaning="A table for a test.", row="a row", refresh="whole", key=("extra",), columns=columns)  # fmt: skip
    with pytest.raises(ValueError, match=named):
        safe(Model("publish/partner", promise, Path("partner_more.sql"), sql="SELECT 1"))


def test_a_table_without_contributors_is_refused() -> None:
    columns = {"ads": Column(type="BIGINT", meaning="a count")}
    promise = Promise(table="partner_more", meaning="A table for a test.", row="a row", refresh="whole", key=("ads",), columns=columns)  # fmt: skip
    with pytest.raises(ValueError, match="no column advertisers"):
        safe(Model("publish/partner", promise, Path("partner_more.sql"), sql="SELECT 1"))


def rows(path: Path, sql: str) -> list[tuple]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_the_public_is_told_two_weeks_late_and_partners_whole_weeks(build: Path) -> None:
    ((last,),) = rows(build / "public.duckdb", "SELECT max(week) FROM public_city_weeks")
    assert LAST - timedelta(days=21 + 6) <= last <= LAST - timedelta(days=21)
    ((last,),) = rows(build / "partner.duckdb", "SELECT max(week) FROM partner_city_weeks")
    assert LAST - timedelta(days=7 + 6) <= last <= LAST - timedelta(days=7)
    assert rows(build / "public.duckdb", "FROM meta_notice")[0][1] == "SIMULATED DATA"


def test_a_partner_sees_no_row_of_an_advertiser_unless_somebody_decided_so(
    warehouse: Warehouse, build: Path, tmp_path: Path
) -> None:
    tables = "SELECT table_name FROM duckdb_tables() WHERE table_name = 'partner_leads'"
    assert rows(build / "partner.duckdb", tables) == []
    (warehouse.home / "config").mkdir()
    (warehouse.home / "config" / "audiences.yml").write_text(
        "partner: {advertiser_rows: true, why: agreement 12, by: a}\n"
    )
    decided = publish(warehouse, tmp_path / "decided")
    ((lead,),) = rows(decided / "partner.duckdb", "SELECT lead_id FROM partner_leads")
    assert rows(decided / FILE, f"SELECT count(*) FROM mart_leads WHERE lead_id = '{lead}'") == [(0,)]
    warehouse.close()
    assert leaked(warehouse.path, decided) == []
    assert QUEUED == 0


def test_an_audience_that_cannot_be_read_is_named(warehouse: Warehouse, tmp_path: Path) -> None:
    (warehouse.home / "config").mkdir()
    (warehouse.home / "config" / "audiences.yml").write_text(
        "public: {advertiser_rows: true, why: agreement 12, by: a}\n"
    )
    with pytest.raises(AudienceError, match=r"audiences\.yml: public"):
        publish(warehouse, tmp_path / "decided")


# -- differencing -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("true", "told"), [(0, None), (4, None), (5, 5), (9, 5), (10, 10), (1234, 1230)])
def test_a_count_is_told_as_the_multiple_of_five_below_it(true: int, told: int | None) -> None:
    assert duckdb.execute(f"SELECT {cell('n')} FROM (SELECT {true} AS n)").fetchall() == [(told,)]


def reach(parts: list[tuple[float, float]], total: tuple[float, float], wanted: list[float]) -> float:
    """How many values an attacker who knows all that is told must leave open for a sum of true counts.

    A linear programme: what is told bounds each count and their total; the sum is made as small and as large as these
    bounds allow.
    """
    ones = np.ones(len(parts))
    given = {"A_ub": np.array([ones, -ones]), "b_ub": np.array([total[1], -total[0]]), "bounds": parts}
    least, most = linprog(wanted, **given), linprog([-w for w in wanted], **given)
    return -most.fun - least.fun + 1


def bounds(told: int | None) -> tuple[float, float]:
    """What a told count says of the true one."""
    return (0, LEAST - 1) if told is None else (told, told + LEAST - 1)


def told(true: int) -> int | None:
    return LEAST * (true // LEAST) if true >= LEAST else None


@pytest.mark.parametrize("rest", range(LEAST))
@pytest.mark.parametrize("with_rule", range(23))
def test_no_difference_tells_a_small_count(with_rule: int, rest: int) -> None:
    """Postings of a week that meet a rule are told, and those of the week: the few others follow from nothing."""
    parts = [bounds(told(with_rule)), (0, np.inf)]
    assert reach(parts, bounds(told(with_rule + rest)), [0.0, 1.0]) >= LEAST


def test_the_attack_succeeds_where_counts_are_told_as_they_are() -> None:
    """The test itself can fail: with exact counts the rest is what the difference says."""
    given = {"A_eq": np.array([[1.0, 0.0], [1.0, 1.0]]), "b_eq": np.array([12.0, 14.0])}
    assert linprog([0, 1], **given).fun == -linprog([0, -1], **given).fun == 2


def test_no_table_tells_a_total_of_another_or_of_itself(build: Path) -> None:
    """Cells of a week in a city are told once a tier and alike in both, so that the two cannot be set against each other."""
    mine = {(c, w): (a, n) for c, w, a, n in rows(build / "partner.duckdb", "SELECT city, week, ads, advertisers FROM partner_city_weeks")}  # fmt: skip
    theirs = rows(build / "public.duckdb", "SELECT city, week, ads, advertisers FROM public_city_weeks")
    assert theirs
    assert all(mine[city, week] == (ads, advertisers) for city, week, ads, advertisers in theirs)
    counts = [
        n
        for row in rows(build / "partner.duckdb", "SELECT ads, advertisers, flagged FROM partner_city_weeks")
        for n in row
    ]
    assert all(n is None or (n >= LEAST and n % LEAST == 0) for n in counts)
