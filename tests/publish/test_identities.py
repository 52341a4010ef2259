"""Identities are for leads: everybody else is facts under pseudonyms, and every join and count still works."""

from __future__ import annotations

import hmac
import stat
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest
from dagster._utils.error import serializable_error_info_from_exc_info

from assets.holds import HoldError
from assets.model import models
from assets.promise import Column, Promise
from assets.publish.database import ALL, FILE
from assets.publish.identities import identities, subject_of
from assets.publish.pseudonyms import KeyUnreadable, key_of, pseudonym_sql, teach
from assets.warehouse import Warehouse
from tests.publish.conftest import ADS, ADVERTISERS, QUEUED, WAITING, ad_of, advertiser_id, phone, publish


def ask(build: Path, sql: str, *parameters: Any) -> list[tuple]:
    with duckdb.connect(str(build / FILE), read_only=True) as connection:
        return connection.execute(sql, list(parameters)).fetchall()


def test_a_queued_lead_stands_in_clear_with_its_words(build: Path) -> None:
    (row,) = ask(build, "SELECT text, url, warc_file, poster FROM stg_ads WHERE ad_id = ?", ad_of(QUEUED, 3)["ad_id"])
    assert row == tuple(ad_of(QUEUED, 3)[name] for name in ("text", "url", "warc_file", "poster"))
    assert ask(build, "SELECT DISTINCT ad_id IS NOT NULL FROM stg_identifiers WHERE value = ?", phone(QUEUED)) == [
        (True,)
    ]
    (quote,) = ask(build, "SELECT quote FROM mart_lead_reasons ORDER BY quote NULLS LAST LIMIT 1")
    assert "sentence 0" in quote[0]
    assert ask(build, "SELECT advertiser_id, reason FROM meta_identities") == [(advertiser_id(QUEUED), "queued lead")]


def test_everybody_else_is_facts_without_words(build: Path) -> None:
    known = "SELECT count(*), count(text), count(title), count(url), count(warc_file), count(sha256), count(location) FROM stg_ads"
    assert ask(build, known) == [(len(ADS), 8, 8, 8, 8, 8, 16)]
    assert ask(build, "SELECT DISTINCT location FROM stg_ads WHERE text IS NULL ORDER BY 1 NULLS LAST") == [
        ("Downtown",),
        (None,),
    ]
    assert ask(build, "SELECT count(*), count(pieces) FROM ent_template_ads") == [(ADVERTISERS, 1)]
    assert ask(build, "SELECT count(*), count(name) FROM stg_people") == [(len(ADS), 8)]
    assert ask(build, "SELECT count(*), count(pattern) FROM ent_templates") == [(ADVERTISERS, 1)]
    assert ask(build, "SELECT status, quote IS NULL FROM mart_lead_reasons JOIN mart_leads USING (lead_id) ORDER BY 1") == [
        ("queued", False), ("waiting", True)
    ]  # fmt: skip
    assert ask(build, "SELECT count(DISTINCT value) FROM stg_identifiers WHERE value LIKE '~%'") == [(ADVERTISERS - 1,)]


def test_a_published_row_calls_nobody_independent(build: Path) -> None:
    assert ask(
        build, "SELECT operation, votes, second_operation, count(*) FROM ent_operations GROUP BY ALL ORDER BY 1"
    ) == [
        ("not queued", 0, None, ADVERTISERS - 1),
        ("spam", 3, None, 1),
    ]
    assert ask(build, "SELECT DISTINCT operation FROM ent_operation_votes") == [("spam",)]


JOINS = {
    "ads of an advertiser": "SELECT count(*) AS n FROM ent_advertiser_ads JOIN stg_ads USING (ad_id) GROUP BY advertiser_id",
    "identifiers": "SELECT count(*) AS n FROM stg_identifiers JOIN ent_identifiers USING (kind, value) GROUP BY value",
    "sightings": "SELECT count(*) AS n FROM stg_sightings JOIN stg_ads USING (posting_id) GROUP BY stg_ads.city",
    "captures": "SELECT count(*) AS n FROM stg_captures JOIN stg_ads USING (page_id) GROUP BY stg_ads.day",
    "hits on ads": "SELECT count(*) AS n FROM flag_hits JOIN stg_ads ON subject_id = ad_id GROUP BY rule_id",
    "hits on advertisers": "SELECT count(*) AS n FROM flag_hits JOIN ent_advertisers ON subject_id = advertiser_id",
    "evidence": "SELECT count(*) AS n FROM flag_evidence JOIN flag_hits USING (rule_id, subject_id)",
    "templates": "SELECT count(*) AS n FROM ent_template_ads JOIN ent_templates USING (template_id) GROUP BY template_id",
    "leads": "SELECT count(*) AS n FROM mart_leads JOIN ent_advertisers USING (advertiser_id) GROUP BY status",
    "posters": "SELECT count(*) AS n FROM stg_ads GROUP BY poster",
}


@pytest.mark.parametrize("sql", JOINS.values(), ids=list(JOINS))
def test_every_join_and_count_still_works(warehouse: Warehouse, build: Path, sql: str) -> None:
    counts = f"SELECT n, count(*) FROM ({sql}) GROUP BY n ORDER BY n"
    assert ask(build, counts) == warehouse.query(counts)


@pytest.mark.parametrize("table", [model.name for model in models()])
def test_no_row_is_lost_or_doubled(warehouse: Warehouse, build: Path, table: str) -> None:
    # A vote for "independent" is what tells the benign from the unclear; see not_queued.py.
    kept = " WHERE operation <> 'independent'" if table == "ent_operation_votes" else ""
    assert ask(build, f"SELECT count(*) FROM {table}") == warehouse.query(f"SELECT count(*) FROM {table}{kept}")


def test_the_file_holds_nothing_of_anybody_else(build: Path) -> None:
    """Also not in what a deleted row would leave behind: the file is written anew, never changed."""
    held = (build / FILE).read_bytes()
    for number in range(1, ADVERTISERS):
        ad = ad_of(number, 2)
        for name in ("ad_id", "posting_id", "page_id", "url", "body", "poster", "declared_email", "sha256"):
            assert str(ad[name]).encode() not in held, name
        assert advertiser_id(number).encode() not in held
        assert phone(number).encode() not in held


def test_a_held_and_a_watched_advertiser_stand_in_clear(warehouse: Warehouse, tmp_path: Path) -> None:
    (warehouse.home / "config").mkdir()
    entries = (
        "- {{advertiser: {0}, case: 2026-117, why: asked by the county, by: a}}\n"
        "- {{advertiser: {1}, case: old, why: over since long, by: a, until: 2020-01-01}}\n"
    )
    text = entries.format(advertiser_id(7), ad_of(8, 0)["ad_id"])
    (warehouse.home / "config" / "holds.yml").write_text(text)
    columns = "entry INTEGER, case_number VARCHAR, kind VARCHAR, ad_id VARCHAR, day DATE, city VARCHAR"
    warehouse.connection.execute(f"CREATE TABLE IF NOT EXISTS mart_watch_hits ({columns})")
    hit = "SELECT 1 AS entry, 'case 9' AS case_number, 'phone' AS kind, ad_id, day, city FROM stg_ads WHERE ad_id = ?"
    warehouse.connection.execute(f"INSERT INTO mart_watch_hits BY NAME {hit}", [ad_of(9, 4)["ad_id"]])
    build = publish(warehouse, tmp_path / "held")
    assert set(ask(build, "SELECT advertiser_id, reason, case_id FROM meta_identities")) == {
        (advertiser_id(QUEUED), "queued lead", None),
        (advertiser_id(7), "legal hold", "2026-117"),
        (advertiser_id(9), "watch list", "case 9"),
    }
    assert len(ask(build, "SELECT text FROM stg_ads WHERE text IS NOT NULL")) == 3 * 8


def test_a_hold_that_cannot_be_read_is_named_without_its_words(warehouse: Warehouse, tmp_path: Path) -> None:
    (warehouse.home / "config").mkdir()
    (warehouse.home / "config" / "holds.yml").write_text("- {advertiser: Jane Roe, case: x, why: because so, by: a}\n")
    told = ""
    try:
        publish(warehouse, tmp_path / "held")
    except HoldError:
        # As Dagster keeps it: with all that caused it.
        told = repr(serializable_error_info_from_exc_info(sys.exc_info()))
    assert "holds.yml: entry 1: advertiser" in told
    assert "Jane" not in told


def test_all_in_clear_is_an_exception_that_is_recorded(warehouse: Warehouse, tmp_path: Path) -> None:
    build = publish(warehouse, tmp_path / "all", ALL)
    assert ask(build, "SELECT count(*), count(text) FROM stg_ads") == [(len(ADS), len(ADS))]
    assert ask(build, "SELECT identities FROM meta_runs") == [("all",)]


# -- pseudonyms ------------------------------------------------------------------------------------------------------


def test_a_pseudonym_is_the_hmac_of_its_kind_and_value(tmp_path: Path) -> None:
    key = key_of(tmp_path, "investigator")
    connection = duckdb.connect()
    teach(connection, key)
    made = connection.execute(f"SELECT {pseudonym_sql('ad', '?')}", ["some value"]).fetchall()[0][0]
    assert made == hmac.new(key, b"ad\x1fsome value", "sha256").hexdigest()


def test_the_key_is_made_once_and_closed_to_others(tmp_path: Path) -> None:
    assert key_of(tmp_path, "partner") == key_of(tmp_path, "partner") != key_of(tmp_path, "investigator")
    path = tmp_path / "records" / "pseudonyms.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_a_damaged_key_is_named_and_never_replaced(tmp_path: Path) -> None:
    key_of(tmp_path, "partner")
    path = tmp_path / "records" / "pseudonyms.key"
    path.write_text("not a key")
    with pytest.raises(KeyUnreadable, match="restore it"):
        key_of(tmp_path, "partner")
    assert path.read_text() == "not a key"


def test_another_key_gives_other_pseudonyms(warehouse: Warehouse, build: Path, tmp_path: Path) -> None:
    (warehouse.home / "records" / "pseudonyms.key").rename(tmp_path / "in the safe")
    again = publish(warehouse, tmp_path / "again")
    values = "SELECT value FROM stg_identifiers WHERE value LIKE '~%'"
    assert not set(ask(again, values)) & set(ask(build, values))


def test_the_key_stands_in_no_file_of_the_build(warehouse: Warehouse, build: Path) -> None:
    master = bytes.fromhex((warehouse.home / "records" / "pseudonyms.key").read_text())
    assert key_of(warehouse.home, "investigator")
    for path in build.iterdir():
        held = path.read_bytes()
        assert master not in held
        assert master.hex().encode() not in held
        assert key_of(warehouse.home, path.stem) not in held


# -- what a column says of somebody -----------------------------------------------------------------------------------


def promise(**columns: Column) -> Promise:
    return Promise(table="some_table", meaning="A table for a test.", row="a row", refresh="whole", key=(next(iter(columns)),), columns=columns)  # fmt: skip


def text(**more: Any) -> Column:
    return Column(type="VARCHAR", meaning="a word", **more)


def test_a_text_that_nobody_thought_of_is_withheld() -> None:
    kinds = identities(promise(ad_id=text(), remark=text(), count=Column(type="BIGINT", meaning="a count")))
    assert kinds == {"ad_id": "ad", "remark": "withheld", "count": "fact"}


def test_ids_are_known_by_name_reference_or_form() -> None:
    kinds = identities(
        promise(
            elder=text(matches="^a[0-9a-f]{16}$"),
            medoid_ad_id=text(),
            ad_a=text(references="stg_ads.ad_id"),
            hash=text(matches="^[0-9a-f]{64}$"),
            slug=text(matches="^[a-z0-9_]{1,32}$"),
            any=text(matches="\\S"),
        )
    )
    assert kinds == {"elder": "advertiser", "medoid_ad_id": "ad", "ad_a": "ad", "hash": "withheld", "slug": "fact", "any": "withheld"}  # fmt: skip


def test_a_table_about_nobody_is_facts() -> None:
    table = promise(city=text(), remark=text())
    assert set(identities(table).values()) == {"fact"}
    assert subject_of(table, identities(table)) is None


@pytest.mark.parametrize("model", models(), ids=[model.name for model in models()])
def test_words_are_shown_only_beside_somebody(model) -> None:
    """A table whose words are withheld says of whom its rows are."""
    kinds = identities(model.promise)
    if "withheld" in kinds.values():
        assert subject_of(model.promise, kinds) is not None
    assert WAITING != QUEUED


def test_a_name_that_is_a_fact_in_one_table_is_withheld_in_none() -> None:
    """A column whose promise was forgotten would be gaps where others have facts."""
    kinds: dict[str, set[str]] = {}
    for model in models():
        found = identities(model.promise)
        if subject_of(model.promise, found) is not None:
            for name, kind in found.items():
                kinds.setdefault(name, set()).add(kind)
    assert {name for name, told in kinds.items() if {"fact", "withheld"} <= told} == set()
