"""A crawl that was killed and is tried again gives what an undisturbed one gives, and asks for nothing twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from scrapers.partition import landed, partition_folder, recover
from scrapers.salvage import Salvage
from scrapers.verify import verify
from tests.conftest import ROOT
from tests.hostile.conftest import CODE, HERE, seen, serving

MARKET, DAY = "atlanta.hostile", date(2026, 3, 1)
MANY = 60


def start(home: Path, address: str, **changes: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", CODE, str(HERE), str(home), f"/ads?more={MANY}", json.dumps(changes)],
        cwd=ROOT,
        env={**os.environ, "GAINING_GROUND_SANDBOX": address},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def ads(home: Path) -> set[str]:
    pages = pl.read_parquet(partition_folder(home, MARKET, DAY) / "pages.parquet")
    return set(pages.filter(kind="ad")["url"])


def killed_after(home: Path, address: str, count: int) -> None:
    """Kill a crawl once the market was asked for so many ads."""
    process = start(home, address, limits={"delay_seconds": 0.02, "connections": 1})
    until = time.monotonic() + 300
    while sum(path.startswith("/ad/") for path in seen(address)["paths"]) < count:
        assert time.monotonic() < until, "the crawl did not come so far"
        assert process.poll() is None, process.stderr.read() if process.stderr else ""
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def test_a_retry_takes_over_what_was_archived(tmp_path: Path) -> None:
    with serving() as address:
        killed_after(tmp_path, address, 25)
        assert landed(tmp_path) == []
        assert recover(tmp_path) == [], "what was archived is kept for a day"
        said = json.loads(start(tmp_path, address).communicate(timeout=900)[0])
        paths = seen(address)["paths"]
    assert said["landed"], said["error"]
    assert said["stats"]["salvaged"] >= 20
    assert said["stats"]["ads"] == 10 + MANY == len(ads(tmp_path))
    # At most what was under way when it was killed is asked for again.
    assert sum(count - 1 for path, count in paths.items() if path.startswith("/ad/")) <= 5
    assert verify(tmp_path).findings == ()
    assert not list((tmp_path / "raw" / MARKET).glob(".aside-*"))


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 5, 10, 20, 30, 40, 50, 60, 69])
def test_killed_anywhere_it_ends_the_same(tmp_path: Path, count: int) -> None:
    with serving() as address:
        killed_after(tmp_path, address, count)
        killed_after(tmp_path, address, min(count + 5, 10 + MANY))
        said = json.loads(start(tmp_path, address).communicate(timeout=900)[0])
    assert said["landed"], said["error"]
    assert len(ads(tmp_path)) == 10 + MANY
    assert verify(tmp_path).findings == ()


def test_what_is_left_of_another_day_is_not_taken(tmp_path: Path) -> None:
    with serving() as address:
        killed_after(tmp_path, address, 10)
    assert Salvage(tmp_path, MARKET, DAY).places
    assert not Salvage(tmp_path, MARKET, date(2026, 3, 2)).places
    assert not Salvage(tmp_path, "miami.hostile", DAY).places


def test_what_is_older_than_a_day_goes(tmp_path: Path) -> None:
    with serving() as address:
        killed_after(tmp_path, address, 5)
    (left,) = (tmp_path / "raw" / MARKET).glob(".aside-*")
    os.utime(left, (0, 0))
    assert recover(tmp_path) == [f"removed an unfinished folder of {MARKET}"]


LIMITED = "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"


def test_a_full_disk_lands_nothing_and_says_so(tmp_path: Path) -> None:
    """RLIMIT_FSIZE stands for it: the twentieth page or so cannot be written."""
    with serving() as address:
        done = subprocess.run(
            [sys.executable, "-c", LIMITED + CODE, str(HERE), str(tmp_path), f"/ads?more={MANY}", "{}"],
            cwd=ROOT,
            env={**os.environ, "GAINING_GROUND_SANDBOX": address},
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert not said["landed"]
    assert "file too large" in said["error"]
    assert "make room" in said["error"]
    assert landed(tmp_path) == []
    assert not list((tmp_path / "raw" / MARKET).glob(".aside-*"))


def test_a_market_that_dies_half_way_is_left_alone(tmp_path: Path) -> None:
    """Ten requests without an answer are enough; what had landed before stays."""
    with serving() as address:
        assert json.loads(start(tmp_path, address).communicate(timeout=900)[0])["landed"]
        before = ads(tmp_path)
    with serving() as address:
        process = start(tmp_path / "other", address, limits={"delay_seconds": 0.2, "connections": 1})
        while sum(path.startswith("/ad/") for path in seen(address)["paths"]) < 5:
            assert process.poll() is None, "it ended before the market died"
            time.sleep(0.02)
    said = json.loads(process.communicate(timeout=900)[0])
    assert not said["landed"]
    assert "requests in a row had no answer" in said["error"]
    assert ads(tmp_path) == before
