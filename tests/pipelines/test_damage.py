"""A damaged file is named, laid aside and made anew where that can be; where it cannot, its market and day are left out."""

from __future__ import annotations

import json
import os
from pathlib import Path

import duckdb
import pytest

from assets.hashes import table_hashes
from assets.model import models
from assets.raw.damage import damage_of, leave_out_damaged
from assets.raw.partitions import placed
from assets.warehouse import Warehouse
from pipelines.quarantine import is_damage, open_warehouse
from pipelines.space import NotEnoughSpace, require_space
from scrapers import ledger
from scrapers.partition import landed, unreadable
from tests.conftest import gaining_ground


def spoil(path: Path, at: float = 0.5) -> None:
    """Turn a few bytes over, as a failing disk does; the length stays."""
    content = bytearray(path.read_bytes())
    place = int(len(content) * at)
    content[place : place + 64] = bytes(byte ^ 0xFF for byte in content[place : place + 64])
    path.write_bytes(content)


def file_of(home: Path, name: str) -> Path:
    (path,) = (home / "raw" / "miami.cardway").glob(f"2*/{name}")
    return path


def hashes(home: Path) -> dict[str, str]:
    with duckdb.connect(str(home / "work" / "warehouse.duckdb"), read_only=True) as connection:
        return table_hashes(connection, [model.name for model in models()])


# -- the warehouse ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_text("something else " * 1000),
        lambda path: spoil(path, 0.0),
        lambda path: path.write_bytes(path.read_bytes()[:4096]),
    ],
    ids=["emptied", "another file", "its head", "cut short"],
)
def test_a_damaged_warehouse_is_laid_aside_and_named(home: Path, damage) -> None:
    damage(home / "work" / "warehouse.duckdb")
    said: list[str] = []
    with open_warehouse(home, said.append) as warehouse:
        assert warehouse.unpublished_days()
        assert set(warehouse.changed_models()) == set(warehouse.models)
    assert "work/warehouse.duckdb was damaged" in said[0]
    assert (home / "work" / "damaged" / "warehouse.duckdb").exists()


def test_a_warehouse_that_somebody_holds_is_not_laid_aside(home: Path) -> None:
    import subprocess
    import sys

    file = home / "work" / "warehouse.duckdb"
    code = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    held = subprocess.Popen([sys.executable, "-c", code, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert held.stdout is not None
        held.stdout.readline()
        with pytest.raises(duckdb.Error, match="lock"):
            open_warehouse(home, lambda _: pytest.fail("it is not damaged"))
    finally:
        held.kill()
        held.wait()
    assert not is_damage("IO Error: No space left on device")


@pytest.mark.slow
def test_damage_that_only_a_query_meets_is_mended_within_the_refresh(home: Path) -> None:
    before = hashes(home)
    # In many places, for a file has blocks that hold nothing.
    for place in range(10, 100, 2):
        spoil(home / "work" / "warehouse.duckdb", place / 100)
    ran = gaining_ground(home, "refresh", "--no-crawl", "--from", "2026-01-01", "--json")
    assert ran.code == 0, ran.err + ran.out
    assert any("was damaged" in warning for warning in ran.document["warnings"])
    assert hashes(home) == before


# -- the archive --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "table"),
    [("pages.warc.gz", "raw_pages"), ("pages.parquet", "raw_pages"), ("listings.parquet", "raw_listings")],
)
def test_a_partition_that_is_not_what_was_archived_is_left_out(home: Path, name: str, table: str) -> None:
    spoil(file_of(home, name))
    with Warehouse(home) as warehouse:
        days = warehouse.landed_days()
        (said,) = leave_out_damaged(warehouse, days)
        assert said.startswith("miami.cardway ")
        assert name in said
        assert {market for market, _ in warehouse.set_aside()} == {"miami.cardway"}
        for with_set_aside in (True, False):
            warehouse.view_raw(days, with_set_aside=with_set_aside)
            assert warehouse.query("SELECT count(*) FROM raw_pages WHERE market = 'miami.cardway'") == [(0,)]
        assert warehouse.query("SELECT count(*) > 0 FROM raw_listings JOIN raw_pages USING (page_id)") == [(True,)]
    assert damage_of(next(item for item in placed(home) if item.market == "miami.cardway"))[0] == table


@pytest.mark.slow
def test_the_others_are_published_and_it_comes_back_when_restored(home: Path) -> None:
    warc = file_of(home, "pages.warc.gz")
    sound = warc.read_bytes()
    spoil(warc)
    ran = gaining_ground(home, "refresh", "--no-crawl", "--from", "2026-01-01", "--json")
    assert any("miami.cardway" in warning and "damaged" in warning for warning in ran.document["warnings"])
    assert ran.document["published"]
    markets = gaining_ground(home, "status", "--json").document["markets"]
    assert [market["market"] for market in markets if market["is_stale"]] == ["miami.cardway"]
    warc.write_bytes(sound)
    assert gaining_ground(home, "refresh", "--no-crawl", "--from", "2026-01-01").code == 0
    assert not any(market["is_stale"] for market in gaining_ground(home, "status", "--json").document["markets"])


@pytest.mark.slow
def test_what_was_read_from_an_archive_is_read_again(home: Path) -> None:
    before = hashes(home)
    spoil(file_of(home, "ads.parquet"), 0.99)
    (home / "work" / "state" / "ent_template_ads" / "manifest.json").write_text("{")
    for path in (home / "work" / "state" / "ent_template_ads").glob("*.npy"):
        path.write_bytes(b"")
    ran = gaining_ground(home, "refresh", "--no-crawl", "--from", "2026-01-01", "--json")
    assert ran.code == 0, ran.err + ran.out
    assert hashes(home) == before


def test_a_damaged_manifest_is_named_and_counts_as_not_landed(home: Path) -> None:
    file_of(home, "manifest.json").write_text("{")
    assert "miami.cardway" not in {item.market for item in landed(home)}
    (said,) = unreadable(home)
    assert said.startswith("miami.cardway 2")


def test_a_damaged_line_of_the_ledger_is_named(home: Path) -> None:
    path = ledger.ledger_path(home)
    lines = path.read_text().splitlines()
    path.write_text("\n".join([lines[0], "{", *lines[2:]]) + "\n")
    ran = gaining_ground(home, "refresh", "--no-crawl")
    assert ran.code == 1
    assert "error: raw/ledger.jsonl line 2: cannot be read; restore the file" in ran.err


def test_a_damaged_manifest_of_a_build_is_named(home: Path) -> None:
    (home / "published" / "current" / "manifest.json").write_text("{")
    ran = gaining_ground(home, "status")
    assert ran.code == 1
    assert "manifest.json: cannot be read; run gaining-ground rollback" in ran.err


# -- room ---------------------------------------------------------------------------------------------------------------


def test_a_refresh_that_would_not_fit_does_not_begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "work").mkdir()
    with (tmp_path / "work" / "warehouse.duckdb").open("wb") as file:
        os.truncate(file.fileno(), 10**13)  # a hole: it takes no room itself
    with pytest.raises(NotEnoughSpace, match=r"gaining-ground maintain --keep-builds 2"):
        require_space(tmp_path)


FULL = """
set -e
home=$1; store=$2; room=$3; shift 3
mv "$home/$store" "$home/$store.kept"; mkdir "$home/$store"
mount -t tmpfs -o size=2g tmpfs "$home/$store"
cp -a "$home/$store.kept/." "$home/$store/"
used=$(df -k --output=used "$home/$store" | tail -1)
mount -o remount,size=$((used + room))k "$home/$store"
set +e
"$@"; echo "first $?"
cd "$home/published/current" && sha256sum investigator.duckdb | cut -c1-64
cd - >/dev/null
mount -o remount,size=2g "$home/$store"
"$@"; echo "second $?"
find "$home/published" -name '.*' -mindepth 1 | wc -l
"""
PLACES = {
    "a crawl": ("raw", 8, ("--city", "miami")),
    "the warehouse": ("work", 200, ("--no-crawl", "--from", "2026-01-01")),
    "a build": ("published", 3_000, ("--no-crawl", "--from", "2026-01-01")),
    "the pages": ("published", 10_500, ("--no-crawl", "--from", "2026-01-01")),
    "Dagster": ("dagster", 64, ("--no-crawl", "--from", "2026-01-01")),
}


def can_mount() -> bool:
    import subprocess

    command = ["unshare", "-rm", "sh", "-c", "mount -t tmpfs tmpfs /mnt"]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


@pytest.mark.slow
@pytest.mark.skipif(not can_mount(), reason="needs user namespaces that may mount")
@pytest.mark.parametrize(("store", "room", "arguments"), PLACES.values(), ids=list(PLACES))
def test_a_full_disk_leaves_the_old_build_and_the_next_refresh_needs_no_hand(
    home: Path, store: str, room: int, arguments: tuple[str, ...]
) -> None:
    import subprocess
    import sys

    manifest = json.loads((home / "published" / "current" / "manifest.json").read_text())
    held = {file["path"]: file["sha256"] for file in manifest["files"]}
    command = [sys.executable, "-m", "pipelines.cli.main", "refresh", *arguments]
    ran = subprocess.run(
        ["unshare", "-rm", "bash", "-c", FULL, "bash", str(home), store, str(room), *command],
        env={**os.environ, "GAINING_GROUND_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    said = ran.stdout.splitlines()
    first = said.index(next(line for line in said if line.startswith("first ")))
    assert said[first] == "first 1", ran.stdout + ran.stderr
    # Where only a crawl had no room, what is there is published all the same.
    assert store == "raw" or said[first + 1] == held["investigator.duckdb"]
    assert "space" in ran.stderr.lower() or "the disk is full" in ran.stderr, ran.stderr
    assert "Traceback" not in ran.stderr, ran.stderr
    assert said[-2:] == ["second 0", "0"], ran.stdout + ran.stderr
