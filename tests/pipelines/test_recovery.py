"""Kill any process at any moment: nothing half-done is seen, and the next refresh needs no hand."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from assets.publish.builds import sha256_of
from pipelines.runs import close_orphans
from pipelines.settings import prepare_home
from sandbox.server import running
from tests.conftest import ROOT, gaining_ground


def start(home: Path, *command: str, **environment: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env={**os.environ, "GAINING_GROUND_HOME": str(home), **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def wait_for(what, seconds: float = 300) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "it did not come"
        time.sleep(0.02)


def has_begun(market: Path) -> bool:
    """Whether a page of a crawl that goes on lies in its folder aside."""
    with contextlib.suppress(FileNotFoundError):  # It landed between the look at the folder and that at the file.
        return any(path.stat().st_size > 0 for path in market.glob(".aside-*/pages.warc.gz"))
    return False


def test_a_killed_crawl_leaves_no_partition(tmp_path: Path) -> None:
    market = tmp_path / "raw" / "atlanta.pinelist"
    with running(1, None) as address:
        crawl = ("scrapers.crawl", "--home", str(tmp_path), "--market", "atlanta.pinelist", "--day", "2026-03-01")
        for _ in range(TRIES_EACH):
            process = start(tmp_path, *crawl, GAINING_GROUND_SANDBOX=address)
            wait_for(lambda it=process: has_begun(market) or it.poll() is not None)
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            if process.wait() < 0:
                break
            shutil.rmtree(tmp_path / "raw")  # A quicker machine was done before it was killed.
    assert not (market / "2026-03-01").exists()
    assert not (tmp_path / "raw" / "ledger.jsonl").exists()

    from scrapers.partition import landed, recover

    assert landed(tmp_path) == []
    (left,) = market.glob(".aside-*")
    assert recover(tmp_path) == []
    os.utime(left, (0, 0))
    assert recover(tmp_path) == ["removed an unfinished folder of atlanta.pinelist"]
    assert not list(market.glob(".aside-*"))


def test_a_killed_refine_leaves_no_stuck_run_and_the_old_pages(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = (home / "published" / "current").resolve()
    for path in (home / "raw").glob("*/2*/ads.parquet"):
        path.touch()
    monkeypatch.setenv("GAINING_GROUND_HOME", str(home))
    prepare_home()
    process = start(home, "pipelines.cli.main", "refresh", "--no-crawl")
    with dg.DagsterInstance.get() as instance:
        started = dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED])
        wait_for(lambda: instance.get_runs(started))
        time.sleep(1.5)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        assert instance.get_runs(started)
    assert (home / "published" / "current").resolve() == shown
    ran = gaining_ground(home, "refresh", "--no-crawl")
    assert ran.code == 0, ran.err
    assert "closed run" in ran.out
    with dg.DagsterInstance.get() as instance:
        assert not instance.get_runs(started)
    assert (home / "published" / "current").resolve() != shown
    assert not list((home / "published" / "builds").glob(".*"))


def test_a_living_run_is_not_closed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipelines.definitions import defs
    from pipelines.runs import own_tags

    monkeypatch.setenv("GAINING_GROUND_HOME", str(home))
    prepare_home()
    with dg.DagsterInstance.get() as instance:
        run = instance.create_run_for_job(
            defs.resolve_job_def("crawl"), tags=own_tags(), status=dg.DagsterRunStatus.STARTED
        )
        assert close_orphans(instance) == []
        assert instance.get_run_by_id(run.run_id).status == dg.DagsterRunStatus.STARTED


def test_a_second_refresh_waits_and_finds_its_work_done(home: Path) -> None:
    """Two at the same time: one refines, the other waits for the lock and has nothing left to do."""
    for path in (home / "raw").glob("*/2*/ads.parquet"):
        path.touch()
    from pipelines.resources import work_lock

    with work_lock(home):
        second = subprocess.Popen(
            [sys.executable, "-m", "pipelines.cli.main", "refresh", "--no-crawl"],
            cwd=ROOT,
            env={**os.environ, "GAINING_GROUND_HOME": str(home)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert second.stderr is not None
        assert "waiting" in second.stderr.readline()
        third = start(home, "pipelines.cli.main", "refresh", "--no-crawl")
        time.sleep(3)
        builds = list((home / "published" / "builds").iterdir())
    out, _ = second.communicate(timeout=500)
    assert third.wait(timeout=500) == 0
    assert second.returncode == 0
    assert len(list((home / "published" / "builds").iterdir())) == len(builds) + 1
    assert out


# -- kills at random moments ---------------------------------------------------------------------------------------------


def whole(home: Path) -> Path:
    """The published build, which is what its manifest says, file for file."""
    build = (home / "published" / "current").resolve()
    manifest = json.loads((build / "manifest.json").read_text())
    for file in manifest["files"]:
        assert sha256_of(build / file["path"]) == file["sha256"], file["path"]
    with duckdb.connect(str(build / "investigator.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT count(DISTINCT city) FROM mart_city_days").fetchall() == [(5,)]
    return build


def left_behind(home: Path) -> list[Path]:
    """Whatever a process wrote aside and did not finish."""
    patterns = (
        "work/tmp*",
        "work/**/*.aside",
        "raw/*/.aside-*",
        "raw/*/.replaced-*",
        "raw/*/*/*.aside",
        "config/*.aside",
    )
    patterns += ("records/.*.aside", "published/.current-*", "published/builds/.*", "*.aside")
    return [path for pattern in patterns for path in home.glob(pattern)]


def touched(home: Path) -> None:
    """Let every market look as if it had been read anew, so that a refresh has all of it to do."""
    for path in (home / "raw").glob("*/2*/ads.parquet"):
        path.touch()


def unparsed(home: Path) -> None:
    """Let every market look as if it had never been parsed."""
    for path in (home / "raw").glob("*/2*/ads.parquet"):
        path.unlink()


def written_since(began: float, home: Path, pattern: str) -> bool:
    """What an earlier kill left behind is no sign."""
    for path in home.glob(pattern):
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime >= began:
                return True
    return False


MOMENTS = {
    # What is made of the home before, what is started, what it writes when the moment begins, and how far the moment may lie.
    "a crawl": (touched, ("refresh", "--city", "miami"), "raw/miami.*/.aside-*", 3.0),
    "a parse": (unparsed, ("refresh", "--no-crawl"), "raw/*/2*/ads.parquet*", 0.5),
    "any stage": (touched, ("refresh", "--no-crawl"), "work/warehouse.duckdb.wal", 12.0),
    "publish and site": (touched, ("refresh", "--no-crawl"), "published/builds/.*", 4.0),
}
KILLS_EACH = 6
TRIES_EACH = 5 * KILLS_EACH


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("moment", MOMENTS)
def test_kills_at_many_moments_never_hurt_what_is_published(
    home: Path, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two dozen kills at random moments: the build stays valid, and the next refresh needs no hand."""
    before, command, sign, within = MOMENTS[moment]
    chance, killed, tried = random.Random(moment), 0, 0
    while killed < KILLS_EACH:
        tried += 1
        assert tried <= TRIES_EACH, "the moments lie within what is killed"
        before(home)
        began, process = time.time(), start(home, "pipelines.cli.main", *command)
        wait_for(lambda since=began, it=process: written_since(since, home, sign) or it.poll() is not None)
        time.sleep(chance.uniform(0, within))
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            killed += 1
        else:  # A quicker machine was done before the moment came.
            within *= 0.8
        process.wait()
        whole(home)
    ran = gaining_ground(home, "refresh", "--no-crawl")
    assert ran.code == 0, ran.err
    whole(home)
    monkeypatch.setenv("GAINING_GROUND_HOME", str(home))
    prepare_home()
    with dg.DagsterInstance.get() as instance:
        assert not instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED]))
        for pool in instance.event_log_storage.get_concurrency_keys():
            assert instance.event_log_storage.get_concurrency_info(pool).claimed_slots == []
    for path in left_behind(home):
        os.utime(path, (0, 0), follow_symlinks=False)
    assert gaining_ground(home, "maintain").code == 0
    assert gaining_ground(home, "refresh", "--no-crawl").code == 0
    assert left_behind(home) == []
    if moment == "any stage":
        tables_are_those_of_a_rebuild(home)


def tables_are_those_of_a_rebuild(home: Path) -> None:
    rebuilt = gaining_ground(home, "rebuild", "--json")
    assert rebuilt.code == 0, rebuilt.err
    assert rebuilt.document["different"] == []
    assert rebuilt.document["compared"] > 20
