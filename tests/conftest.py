"""What the tests share: a home of their own, and one refresh that many of them look at."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import hypothesis
import pytest

# How fast an example runs is a matter of the machine, and none of a test. The same code is asked the same
# examples, so that what passed here passes there; HYPOTHESIS_PROFILE=search draws new ones.
hypothesis.settings.register_profile("same", deadline=None, derandomize=True, database=None)
hypothesis.settings.register_profile("search", deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

# Before anything of ours is imported: no test touches the data of this checkout.
os.environ["GAINING_GROUND_HOME"] = tempfile.mkdtemp(prefix="gaining-ground-tests-")
os.environ.pop("GAINING_GROUND_SANDBOX", None)
# Most tests look at one day; tests/pipelines/test_history.py brings the days before it.
os.environ["GAINING_GROUND_SANDBOX_DAYS"] = "0"

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Ran:
    """A command of ours that ran to its end."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        return json.loads(self.out)


def gaining_ground(home: Path, *arguments: str, timeout: float = 1500, **environment: str) -> Ran:
    """Run the command line as a user does, in a home."""
    done = subprocess.run(
        [sys.executable, "-m", "pipelines.cli.main", *arguments],
        capture_output=True,
        text=True,
        timeout=timeout,
        cwd=ROOT,
        env={**os.environ, "GAINING_GROUND_HOME": str(home), **environment},
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


@dataclass(frozen=True)
class Refreshed:
    """A home after one refresh of the five cities."""

    home: Path
    ran: Ran

    @property
    def build(self) -> Path:
        return (self.home / "published" / "current").resolve()


def wait_for_midnight_to_pass() -> None:
    """Where a city's day ends within two minutes: ads of its markets end with it, and a crawl meets what is gone."""
    from scrapers.catalog import cities

    for city in cities().values():
        now = datetime.now(ZoneInfo(city.time_zone))
        left = 86_400 - (now.hour * 3600 + now.minute * 60 + now.second)
        if left < 120:
            time.sleep(left)


@pytest.fixture(scope="session")
def refreshed(tmp_path_factory: pytest.TempPathFactory) -> Refreshed:
    """One refresh, looked at by many tests; nobody changes it."""
    home = tmp_path_factory.mktemp("refreshed")
    wait_for_midnight_to_pass()
    ran = gaining_ground(home, "refresh", "--json")
    assert ran.code == 0, ran.err
    return Refreshed(home, ran)


@pytest.fixture
def home(refreshed: Refreshed, tmp_path: Path) -> Path:
    """A copy of the refreshed home, to be changed at will."""
    copy = tmp_path / "home"
    shutil.copytree(refreshed.home, copy, symlinks=True)
    return copy
