"""What a purge would remove: clocks by class and source, holds, requests by identifier, and what protects an ad."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from assets.retention import Retention, RetentionError, read_retention
from assets.warehouse import Warehouse
from pipelines.purging.forms import pattern_of, patterns_of_urls
from pipelines.purging.plan import Plan, plan
from pipelines.purging.search import compiled, is_in, search
from pipelines.purging.stores import left_of, remove_from_archive
from pipelines.purging.wish import PurgeRefused, Wish, remember, said, wish
from scrapers.partition import landed
from scrapers.verify import verify

CLOCKS = Wish("the clocks", "analyst 4")


@pytest.fixture(scope="module")
def shared(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    home = tmp_path_factory.mktemp("planned") / "home"
    shutil.copytree(filled, home)
    with Warehouse(home) as opened:
        opened.note_published()
        yield opened


@pytest.fixture
def warehouse(shared: Warehouse) -> Iterator[Warehouse]:
    """A warehouse that is looked at; what a test writes for people is gone after it."""
    yield shared
    for path in ("config/holds.yml", "config/retention.yml", "records/removals.jsonl"):
        (shared.home / path).unlink(missing_ok=True)


@pytest.fixture
def own_warehouse(own_home: Path) -> Iterator[Warehouse]:
    """One whose archive may be purged."""
    with Warehouse(own_home) as opened:
        opened.note_published()
        yield opened


def last_day(warehouse: Warehouse) -> date:
    return max(warehouse.landed_days())


def an_identifier(warehouse: Warehouse, kind: str = "phone") -> tuple[str, set[str]]:
    """One that several ads of somebody who is no lead show, and these ads."""
    value = warehouse.query(
        "SELECT value FROM stg_identifiers INNER JOIN ent_advertiser_ads USING (ad_id) WHERE kind = ?"
        " AND advertiser_id NOT IN (SELECT advertiser_id FROM mart_leads)"
        " GROUP BY value HAVING count(DISTINCT ad_id) BETWEEN 3 AND 9 ORDER BY value LIMIT 1",
        [kind],
    )[0][0]
    ads = warehouse.query("SELECT DISTINCT ad_id FROM stg_identifiers WHERE value = ?", [value])
    return value, {ad_id for (ad_id,) in ads}


def hold(home: Path, advertiser: str, until: str = "") -> None:
    (home / "config" / "holds.yml").write_text(
        f"- {{advertiser: {advertiser}, case: '9', why: a court asked, by: analyst 4{until}}}\n"
    )


def test_nothing_goes_before_its_clock_ran_out(warehouse: Warehouse) -> None:
    found = plan(warehouse, CLOCKS, last_day(warehouse) + timedelta(days=30))
    assert (found.places, found.ads, found.kept) == ([], [], {})


def test_after_ninety_days_only_queued_leads_stay(warehouse: Warehouse) -> None:
    found = plan(warehouse, CLOCKS, last_day(warehouse) + timedelta(days=100))
    kept = warehouse.query(
        "SELECT count(*) FROM ent_advertiser_ads WHERE advertiser_id IN"
        " (SELECT advertiser_id FROM mart_leads WHERE status = 'queued')"
    )[0][0]
    (all_ads,) = warehouse.query("SELECT count(*) FROM stg_ads")[0]
    assert kept > 0
    assert found.going == {"not_queued": all_ads - kept}
    assert plan(warehouse, CLOCKS, last_day(warehouse) + timedelta(days=1900)).going["queued"] == kept


def test_whoever_was_seen_lately_keeps_every_ad_and_so_the_name(warehouse: Warehouse) -> None:
    """The clock counts from the advertiser's last day, so an advertiser goes as a whole or not at all."""
    last = last_day(warehouse)
    gone = set(plan(warehouse, CLOCKS, last + timedelta(days=90 - 5)).ads)
    assert gone
    for ads, days in warehouse.query(
        "SELECT list(ad_id), date_diff('day', max(last_day), ?) FROM ent_advertiser_ads"
        " INNER JOIN ent_advertisers USING (advertiser_id) GROUP BY advertiser_id",
        [last],
    ):
        assert not gone & set(ads) or (set(ads) <= gone and days > 5)


def test_a_source_has_clocks_of_its_own(warehouse: Warehouse) -> None:
    (warehouse.home / "config" / "retention.yml").write_text("sources: {pinelist: {not_queued: 10}}\n")
    found = plan(warehouse, CLOCKS, last_day(warehouse) + timedelta(days=60))
    sources = warehouse.connection.sql("SELECT ad_id, source FROM stg_ads").pl()
    assert set(sources.filter(pl.col("ad_id").is_in(found.ads))["source"]) == {"pinelist"}


def test_a_hold_stops_every_clock_and_every_request(warehouse: Warehouse) -> None:
    value, ads = an_identifier(warehouse)
    ad = min(ads)
    (advertiser,) = warehouse.query("SELECT advertiser_id FROM ent_advertiser_ads WHERE ad_id = ?", [ad])[0]
    hold(warehouse.home, advertiser)
    today = last_day(warehouse)
    for asked, day in ((CLOCKS, today + timedelta(days=2000)), (Wish("r 1", "a", "phone", value), today)):
        found = plan(warehouse, asked, day)
        assert ad not in found.ads
        assert found.kept["legal hold"] > 0
    hold(warehouse.home, advertiser, ", until: 2020-01-01")
    assert ad in plan(warehouse, Wish("r 1", "a", "phone", value), today).ads


def test_a_request_names_every_ad_with_the_identifier_and_where_it_stands(warehouse: Warehouse) -> None:
    value, ads = an_identifier(warehouse)
    found = plan(warehouse, Wish("r 1", "a", "phone", value), last_day(warehouse))
    assert set(found.ads) == ads
    assert found.records >= len(ads)
    assert value not in found.document().replace("\\", "").split('"patterns"')[0]


def test_an_ad_on_the_child_safety_list_stays_unless_a_person_looked(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is on it could have asked, to be rid of it."""
    value, ads = an_identifier(warehouse)
    listed = pl.DataFrame({"ad_id": [min(ads)]})
    monkeypatch.setattr("pipelines.purging.plan.signals", lambda _: listed)
    found = plan(warehouse, Wish("r 1", "a", "phone", value), last_day(warehouse))
    assert found.kept == {"child-safety list": 1}
    assert min(ads) not in found.ads
    looked = Wish("r 1", "a", "phone", value, with_child_safety=True)
    assert set(plan(warehouse, looked, last_day(warehouse)).ads) == ads


def test_the_archive_is_purged_and_a_search_finds_nothing_there(own_warehouse: Warehouse) -> None:
    warehouse = own_warehouse
    value, _ = an_identifier(warehouse)
    found = plan(warehouse, Wish("r 1", "a", "phone", value), last_day(warehouse))
    before = search(warehouse.home / "raw", found.patterns)
    assert before
    warehouse.close()
    remove_from_archive(warehouse.home, found)
    assert search(warehouse.home / "raw", found.patterns) == []
    assert verify(warehouse.home).findings == ()
    # The warehouse was not made anew here, and the search says so.
    assert any(where.startswith("work/warehouse.duckdb") for where in left_of(warehouse.home, found))


def test_what_was_asked_to_go_goes_again_when_it_comes_back(warehouse: Warehouse) -> None:
    value, ads = an_identifier(warehouse)
    remember(warehouse.home, Wish("r 1", "a", "phone", value))
    kept = (warehouse.home / "records" / "removals.jsonl").read_text()
    assert value[-7:] not in kept
    assert set(plan(warehouse, CLOCKS, last_day(warehouse)).ads) == ads


def test_what_is_not_refined_has_no_class_and_nothing_goes(own_home: Path) -> None:
    with Warehouse(own_home) as opened, pytest.raises(PurgeRefused, match="not published"):
        plan(opened, CLOCKS, date(2026, 6, 1))


def test_a_partition_past_its_clock_keeps_nothing_but_the_ads_that_stay(own_warehouse: Warehouse) -> None:
    warehouse = own_warehouse
    found = plan(warehouse, CLOCKS, last_day(warehouse) + timedelta(days=100))
    warehouse.close()
    remove_from_archive(warehouse.home, found)
    left = {
        ad_id
        for item in landed(warehouse.home)
        for ad_id in pl.read_parquet(item.folder / "ads.parquet", columns=["page_id"])["page_id"]
    }
    pages = {
        page_id
        for item in landed(warehouse.home)
        for page_id in pl.read_parquet(item.folder / "pages.parquet", columns=["page_id"])["page_id"]
    }
    assert left == pages != set()
    assert verify(warehouse.home).findings == ()


@pytest.mark.parametrize(
    ("kind", "value", "text", "is_found"),
    [
        ("phone", "+14045550123", "call (404) 555-0123 now", True),
        ("phone", "+14045550123", "404.555.0123", True),
        ("phone", "+14045550123", '"32105554041"', True),
        ("phone", "+14045550123", "3210555404", True),
        ("phone", "+14045550123", "id 914045550123", False),
        ("phone", "+14045550123", "404 555 01234", False),
        ("email", "ava@example.org", "AVA@Example.org.", True),
        ("email", "ava@example.org", "nava@example.org", False),
        ("handle", "telegram:ava_x1", "telegram: @Ava_X1", True),
        ("handle", "ava_x1", "ava_x12", False),
    ],
)
def test_a_pattern_finds_an_identifier_however_it_is_written(kind: str, value: str, text: str, is_found: bool) -> None:
    pattern = pattern_of(kind, value)
    assert is_in(compiled(pattern), text.encode()) is is_found
    assert pl.Series([text]).str.contains(pattern).any() is is_found


def test_one_address_is_not_the_beginning_of_another() -> None:
    (pattern,) = patterns_of_urls(["https://x.test/ads/12"])
    assert is_in(compiled(pattern), b'href="https://x.test/ads/12"')
    assert not is_in(compiled(pattern), b'href="https://x.test/ads/123"')


def test_a_search_reads_every_kind_of_store(tmp_path: Path) -> None:
    import gzip
    import sqlite3

    import duckdb

    word = "unmistakable-0123"
    (tmp_path / "a.html").write_text("x" * 100 + word)
    (tmp_path / "b.gz").write_bytes(gzip.compress(word.encode()))
    pl.DataFrame({"name": ["x", word], "many": [["y"], [word]]}).write_parquet(tmp_path / "c.parquet")
    with duckdb.connect(str(tmp_path / "d.duckdb")) as connection:
        connection.execute("CREATE TABLE told AS SELECT ? AS word, [?] AS words", [word, word])
    with sqlite3.connect(tmp_path / "e.db") as lite:
        lite.execute("CREATE TABLE told (word TEXT)")
        lite.execute("INSERT INTO told VALUES (?)", [word])
    found = search(tmp_path, ["(?i)UNMISTAKABLE-0123"])
    assert found == [
        *("a.html", "b.gz", "c.parquet: name", "c.parquet: many", "d.duckdb: told.word", "d.duckdb: told.words", "e.db")
    ]
    assert search(tmp_path, ["something else"]) == []


def test_a_reason_holds_no_identifier() -> None:
    assert said("request 2026-117") == "request 2026-117"
    for text in ("remove 404 555 0123", "for ava@example.org"):
        with pytest.raises(PurgeRefused, match="looks like an identifier"):
            said(text)


def test_one_identifier_at_a_time_and_one_that_an_ad_can_have() -> None:
    assert wish("w", "b", False, phone="(404) 555-0123").value == "+14045550123"
    with pytest.raises(PurgeRefused, match="one identifier at a time"):
        wish("w", "b", False, phone="404 555 0123", email="a@example.org")
    with pytest.raises(PurgeRefused, match="none that an ad"):
        wish("w", "b", False, phone="12")


def test_clocks_are_days_and_nothing_else(tmp_path: Path) -> None:
    assert read_retention(tmp_path) == Retention()
    (tmp_path / "config").mkdir()
    for text, named in (("not_queued: soon", "not_queued"), ("never: 1", "never"), ("[1", "not valid YAML")):
        (tmp_path / "config" / "retention.yml").write_text(text)
        with pytest.raises(RetentionError, match=named):
            read_retention(tmp_path)
    assert Retention(at_most=50).days("x", "queued") == 50


def test_a_plan_is_read_back_as_it_was_written() -> None:
    import json

    made = Plan("retention", "2026-06-01", "w", "b", [{"market": "a.b", "day": "2026-01-01", "pages": []}])
    assert Plan(**json.loads(made.document())) == made
