"""A new home begins with the simulated days before today, landed as an archive and refined as one range."""

from __future__ import annotations

import shutil
from datetime import date, datetime, time, timedelta
from pathlib import Path

import dagster as dg
import duckdb
import polars as pl
import pytest
import yaml

from sandbox.geography import cities
from sandbox.history import archived, write_history
from sandbox.records import records
from sandbox.sites.site import Asked, sites
from sandbox.world import World
from scrapers.ad import AdRecord, read_record
from tests.conftest import gaining_ground

DAYS = 36


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("history")
    ran = gaining_ground(folder, "refresh", "--json", GAINING_GROUND_SANDBOX_DAYS=str(DAYS))
    assert ran.code == 0, ran.err
    assert ran.document["stages"][0]["stage"] == "history"
    return folder


def ask(home: Path, sql: str) -> list[tuple]:
    database = home / "published" / "current" / "investigator.duckdb"
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_every_city_has_every_day(home: Path) -> None:
    rows = ask(home, "SELECT city, count(*), min(ads) FROM mart_city_days GROUP BY city")
    assert len(rows) == 5
    assert all(days == DAYS + 1 and ads > 100 for _, days, ads in rows)


def test_an_ad_that_was_archived_and_crawled_is_one_ad(home: Path) -> None:
    """The archive's record and the page crawled today give the same text, so the ad keeps its first day."""
    ((new, live),) = ask(
        home, "SELECT sum(new_ads), sum(ads) FROM mart_city_days WHERE day = (SELECT max(day) FROM mart_city_days)"
    )
    assert new < 0.4 * live


def test_the_usual_range_is_there_once_four_weeks_are_known(home: Path) -> None:
    rows = ask(home, "SELECT day, expected, low, high FROM mart_city_days WHERE city = 'miami' ORDER BY day")
    assert [row[0] for row in rows if row[1] is not None] == [row[0] for row in rows][28:]
    assert all(low < expected < high for _, expected, low, high in rows if expected is not None)


def test_sixty_days_are_one_run_and_not_sixty(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipelines.settings import prepare_home

    monkeypatch.setenv("GAINING_GROUND_HOME", str(home))
    prepare_home()
    with dg.DagsterInstance.get() as instance:
        (run,) = instance.get_runs(dg.RunsFilter(job_name="refine"))
        partitions = instance.get_materialized_partitions(dg.AssetKey("stg_ads"))
        whole = instance.get_materialized_partitions(dg.AssetKey("mart_leads"))
    first, last = (run.tags[f"dagster/asset_partition_range_{end}"] for end in ("start", "end"))
    # Each city has a today of its own, and for some hours of the night they are of two dates.
    every = {day.name for day in (home / "raw").glob("*/2*")}
    assert len(every) in (DAYS + 1, DAYS + 2)
    assert (first, last) == (min(every), max(every))
    assert len(partitions) == len(every)
    assert not whole, "a table that is made whole has no days of its own"


def test_advertisers_move_between_cities(home: Path) -> None:
    assert ask(home, "SELECT max(cities) FROM ent_advertisers")[0][0] >= 3
    assert ask(home, "SELECT count(*) FROM flag_hits WHERE rule_id = 'trafficking/many_cities'")[0][0] > 0
    # A stay ends after fourteen days of silence, or when the advertiser was seen elsewhere meanwhile.
    broken = ask(
        home,
        """SELECT count(*) FROM ent_stays AS one INNER JOIN ent_stays AS other
        ON one.advertiser_id = other.advertiser_id AND one.city = other.city AND one.sequence + 1 = other.sequence
        WHERE other.first_day <= one.last_day + INTERVAL 14 DAY AND other.first_day >= one.first_day
        AND NOT EXISTS (
            SELECT 1 FROM ent_stays AS elsewhere
            WHERE elsewhere.advertiser_id = one.advertiser_id AND elsewhere.city <> one.city
            AND elsewhere.first_day <= other.first_day AND elsewhere.last_day >= one.last_day
        )""",
    )
    assert broken == [(0,)]


def test_a_home_that_holds_anything_keeps_what_it_has(home: Path) -> None:
    ran = gaining_ground(home, "refresh", "--city", "miami", "--json", GAINING_GROUND_SANDBOX_DAYS=str(DAYS))
    assert ran.code == 0, ran.err
    assert "history" not in {stage["stage"] for stage in ran.document["stages"]}


def test_a_history_that_was_cut_short_is_still_owed(home: Path, tmp_path: Path) -> None:
    """Markets land beside the history, so that a home that was killed meanwhile holds something and lacks the rest."""
    from pipelines.history import owes_history

    assert not owes_history(home), "its history has landed"
    new = tmp_path / "new"
    assert owes_history(new)
    (day,) = sorted((home / "raw" / "miami.pinelist").glob("20*"))[:1]
    shutil.copytree(day, new / "raw" / "miami.pinelist" / day.name)
    assert owes_history(new), "it was new when its first refresh began"
    older = tmp_path / "older"
    shutil.copytree(day, older / "raw" / "miami.pinelist" / day.name)
    assert not owes_history(older), "what it holds it got without a history"


@pytest.mark.parametrize("source", ["pinelist", "cardway", "corkboard"])
def test_records_are_ad_records_and_the_page_says_the_same(source: str) -> None:
    """What the archive says of an ad is what its page gives when it is read: every field, in every family of sites."""
    from scrapers.catalog import market
    from scrapers.page import read_ad

    world, city, day = World(1), cities()["miami"], date(2026, 3, 1)
    now = datetime.combine(day, time(12))
    ads = [ad for ad in world.ads("miami", source, day) if ad.posted <= now]
    rows = records(archived(world, day, day)).filter(city="miami", source=source)
    assert rows.height == len(ads) > 20
    for row in rows.iter_rows(named=True):
        parsed = read_record({name: value for name, value in row.items() if value is not None})
        assert isinstance(parsed, AdRecord)
        path = sites()[source].AD_PATH + parsed.url.rsplit("/", 1)[1]
        answer = sites()[source].answer(Asked(city, ads, path, {}, now))
        page = read_ad(answer.payload, answer.content_type, parsed.url, parsed.captured_at, market(f"miami.{source}"))
        assert page == parsed


def test_the_same_seed_writes_the_same_archive(tmp_path: Path) -> None:
    today = dict.fromkeys(cities(), date(2026, 3, 3))
    one, other = (write_history(World(3), 2, tmp_path / name, today) for name in ("one.parquet", "other.parquet"))
    assert one.read_bytes() == other.read_bytes()
    assert set(pl.read_parquet(one)["captured_at"].dt.date()) == {date(2026, 3, 1), date(2026, 3, 2)}


def test_the_archive_ends_before_the_day_that_is_crawled_meanwhile(tmp_path: Path) -> None:
    """Also where that day ended while the archive was written."""
    today = dict.fromkeys(cities(), date(2026, 3, 3)) | {"miami": date(2026, 3, 4)}
    newest = pl.read_parquet(write_history(World(3), 2, tmp_path / "a.parquet", today)).with_columns(
        pl.col("captured_at").dt.date().alias("day")
    )
    ends = dict(newest.group_by("city").agg(pl.col("day").max()).iter_rows())
    assert ends == {slug: day - timedelta(days=1) for slug, day in today.items()}


def test_a_home_keeps_the_day_its_world_was_born_and_tells_its_events(home: Path) -> None:
    from pipelines.history import BirthUnreadable, born

    day = born(home)
    assert born(home) == day
    events = yaml.safe_load((home / "config" / "events.yml").read_text())["events"]
    assert {event["city"] for event in events} == {"miami", "las_vegas", "houston"}
    assert all(day - timedelta(days=25) < event["last_day"] <= day - timedelta(days=10) for event in events)
    assert not any("effect" in event for event in events), "what an event does is for the stages to find"
    broken = home / "config" / "sandbox.yml"
    kept = broken.read_text()
    broken.write_text("born: soon")
    with pytest.raises(BirthUnreadable, match=r"sandbox\.yml: says no day; write"):
        born(home)
    broken.write_text(kept)
