"""Kill any process at any moment: nothing half-done is seen, and the next refresh needs no hand."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import dagster as dg
import pytest

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


def wait_for(what, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "it did not come"
        time.sleep(0.02)


def test_a_killed_crawl_leaves_no_partition(tmp_path: Path) -> None:
    market = tmp_path / "raw" / "atlanta.pinelist"
    with running(1, None) as address:
        crawl = ("scrapers.crawl", "--home", str(tmp_path), "--market", "atlanta.pinelist", "--day", "2026-03-01")
        process = start(tmp_path, *crawl, GAINING_GROUND_SANDBOX=address)
        wait_for(lambda: any(path.stat().st_size > 0 for path in market.glob(".aside-*/pages.warc.gz")))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
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
    out, _ = second.communicate(timeout=60)
    assert third.wait(timeout=60) == 0
    assert second.returncode == 0
    assert len(list((home / "published" / "builds").iterdir())) == len(builds) + 1
    assert out


@pytest.mark.slow
def test_kills_at_many_moments_never_hurt_what_is_published(home: Path) -> None:
    import duckdb

    for step in range(12):
        for path in (home / "raw").glob("*/2*/ads.parquet"):
            path.touch()
        process = start(home, "pipelines.cli.main", "refresh", "--no-crawl")
        time.sleep(1 + step * 0.8)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        build = (home / "published" / "current").resolve()
        with duckdb.connect(str(build / "investigator.duckdb"), read_only=True) as connection:
            assert connection.execute("SELECT count(*) FROM mart_city_days").fetchall() == [(5,)]
        assert (build / "site" / "investigator" / "index.html").exists()
    ran = gaining_ground(home, "refresh", "--no-crawl")
    assert ran.code == 0, ran.err
