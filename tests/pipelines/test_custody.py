"""From a published ad back to its bytes, and a better parser over what was archived."""

from __future__ import annotations

import zipfile
from pathlib import Path

import duckdb
import polars as pl
import pytest

from tests.conftest import Refreshed, gaining_ground


def an_ad(home: Path) -> tuple[str, str]:
    with duckdb.connect(str(home / "work" / "warehouse.duckdb"), read_only=True) as connection:
        return connection.execute("SELECT ad_id, sha256 FROM stg_ads ORDER BY ad_id LIMIT 1").fetchall()[0]


def test_the_archive_of_a_refresh_holds_and_its_head_stands_in_the_build(refreshed: Refreshed) -> None:
    ran = gaining_ground(refreshed.home, "verify", "--json")
    assert ran.code == 0, ran.out
    assert ran.document["findings"] == []
    assert ran.document["partitions"] == 15
    with duckdb.connect(str(refreshed.build / "investigator.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT ledger_head FROM meta_runs").fetchall() == [(ran.document["head"],)]


def test_a_flipped_byte_is_told_and_where(home: Path) -> None:
    path = home / "raw" / "miami.cardway"
    (warc,) = path.glob("2*/pages.warc.gz")
    content = bytearray(warc.read_bytes())
    content[len(content) // 2] ^= 1
    warc.write_bytes(content)
    ran = gaining_ground(home, "verify")
    assert ran.code == 1
    assert f"NO  miami.cardway/{warc.parent.name}/pages.warc.gz" in ran.out


def test_a_ledger_made_anew_does_not_fit_the_builds(home: Path) -> None:
    from scrapers import ledger
    from scrapers.partition import landed

    ledger.ledger_path(home).unlink()
    for item in landed(home):
        ledger.append(home, item.market, item.day.isoformat(), item.manifest_sha256)
    ran = gaining_ground(home, "verify")
    assert ran.code == 1
    assert "the head that" in ran.out


def test_an_ad_is_handed_over(home: Path, tmp_path: Path) -> None:
    ad_id, sha256 = an_ad(home)
    ran = gaining_ground(home, "evidence", ad_id, "--out", str(tmp_path / "ad.zip"))
    assert ran.code == 0, ran.err
    with zipfile.ZipFile(tmp_path / "ad.zip") as archive:
        assert sha256 in archive.read("README.txt").decode()


@pytest.mark.parametrize("ad_id", ["x", "a" * 64, "' OR 1=1 --"])
def test_an_ad_that_is_not_there_is_said(home: Path, tmp_path: Path, ad_id: str) -> None:
    ran = gaining_ground(home, "evidence", ad_id, "--out", str(tmp_path / "ad.zip"))
    assert ran.code == 1
    assert ran.err.startswith("error: ")
    assert len(ran.err.splitlines()) == 1


def test_another_parser_reads_the_archive_again(home: Path) -> None:
    """What an older parser left is read anew, from the WARC and not from the net."""
    from scrapers.parse import VERSION, is_read

    (ads,) = (home / "raw" / "atlanta.pinelist").glob("2*/ads.parquet")
    expected = pl.read_parquet(ads)
    expected.clear().write_parquet(ads, metadata={VERSION: "an older one"})
    ran = gaining_ground(home, "refresh", "--no-crawl")
    assert ran.code == 0, ran.err
    assert pl.read_parquet(ads).equals(expected)
    from datetime import date

    assert is_read(home, "atlanta.pinelist", date.fromisoformat(ads.parent.name))


def test_a_range_of_partitions_is_parsed_in_one_run(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import dagster as dg

    from pipelines.definitions import defs
    from pipelines.settings import prepare_home

    monkeypatch.setenv("GAINING_GROUND_HOME", str(home))
    prepare_home()
    found = sorted((home / "raw").glob("atlanta.*/2*/ads.parquet"))
    for path in found:
        path.unlink()
    day = found[0].parent.name
    raw_ads = next(asset for asset in defs.assets or [] if asset.key == dg.AssetKey("raw_ads"))  # type: ignore[union-attr]
    with dg.DagsterInstance.get() as instance:
        done = dg.materialize(
            [raw_ads],
            instance=instance,
            resources=defs.resources,
            tags={
                "dagster/asset_partition_range_start": f"{day}|atlanta.cardway",
                "dagster/asset_partition_range_end": f"{day}|atlanta.pinelist",
            },
        )
    assert done.success
    assert all(path.exists() for path in found)
