"""Serve the hostile market on loopback and crawl it in a process of its own, as every crawl is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

HERE = Path(__file__).parent
CODE = """
import json, sys
from datetime import date
from pathlib import Path
from scrapers.catalog import Market, cities, sources
from scrapers.crawl import CrawlFailed, crawl

folder, home, start, changes = sys.argv[1:]
source = sources(Path(folder))["hostile"]
changes = json.loads(changes)
limits = source.limits.model_copy(update=changes.pop("limits", {}))
whole = source.model_copy(update={"limits": limits, "start_url": source.start_url.removesuffix("/ads") + start}).model_dump()
source = type(source).model_validate(whole | changes)
said = {"landed": False, "error": "", "stats": {}}
try:
    manifest = crawl(Path(home), Market(city=cities()["atlanta"], source=source), date(2026, 3, 1))
    said |= {"landed": True, "stats": manifest["stats"]}
except CrawlFailed as error:
    said["error"] = str(error)
# The peak of this program; ru_maxrss knows what the process was before it.
said["megabytes"] = int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]) / 1024
print(json.dumps(said))
"""


@dataclass(frozen=True)
class Crawled:
    """How a crawl of the hostile market ended, and what the market saw of it."""

    landed: bool
    error: str
    stats: dict[str, int]
    megabytes: float
    paths: dict[str, int]
    moments: list[float]
    home: Path

    @property
    def good(self) -> int:
        """Good ads that were asked for."""
        return sum(path.startswith("/ad/") for path in self.paths)


@contextmanager
def serving(robots: str = "allow") -> Iterator[str]:
    command = [sys.executable, "-m", "sandbox.hostile", "--port", "0", "--robots", robots, "--parent", str(os.getpid())]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        yield process.stdout.readline().split()[1]
    finally:
        process.kill()
        process.wait()


def seen(address: str) -> dict[str, Any]:
    """What the market was asked for: the count of each path, and the moments of all requests."""
    with urllib.request.urlopen(f"http://{address}/counts", timeout=60) as answer:
        told: dict[str, Any] = json.load(answer)
    told["paths"].pop("/counts", None)
    return told


@pytest.fixture
def crawl_hostile(tmp_path: Path) -> Callable[..., Crawled]:
    def crawl(*traps: str, robots: str = "allow", start: str = "", home: Path = tmp_path, **changes: Any) -> Crawled:
        path = start or "/ads?traps=" + ",".join(traps)
        with serving(robots) as address:
            done = subprocess.run(
                [sys.executable, "-c", CODE, str(HERE), str(home), path, json.dumps(changes)],
                cwd=ROOT,
                env={**os.environ, "GAINING_GROUND_SANDBOX": address},
                capture_output=True,
                text=True,
                timeout=900,
                check=False,
            )
            market_saw = seen(address)
        assert done.returncode == 0, done.stderr
        assert done.stderr == "", "a crawl says nothing on standard error"
        said = json.loads(done.stdout)
        return Crawled(**said, **market_saw, home=home)

    return crawl
