"""A partner's million records land whole, in memory that does not grow with their number."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import ROOT

CITIES = ("miami", "atlanta", "houston", "las_vegas", "washington_dc")
#: The command, and each of its workers, of which there is one a core; none grows with the records.
MEGABYTES = 600 + 200 * (os.cpu_count() or 1)


def write(path: Path, records: int) -> Path:
    """Records of sixty days in five cities, with texts of the usual length."""
    chance = random.Random(1)
    words = [f"word{number}" for number in range(500)]
    texts = [" ".join(chance.choices(words, k=35)) for _ in range(2_000)]
    with path.open("w") as file:
        for number in range(records):
            day, hour = divmod(number % (60 * 12), 12)
            file.write(
                json.dumps(
                    {
                        "source": "partner_a",
                        "city": CITIES[number % 5],
                        "url": f"https://ads.example.org/{number}",
                        "captured_at": f"2026-{1 + day // 28:02}-{1 + day % 28:02}T{8 + hour:02}:00:00Z",
                        "title": f"Title {number}",
                        "body": f"{texts[number % 2_000]} call 305-555-{number % 10_000:04}",
                    }
                )
                + "\n"
            )
    return path


def resident(session: int) -> float:
    """Megabytes that all processes of a session hold now: the workers of an import are no children of ours."""
    pages = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if int((process / "stat").read_text().rpartition(")")[2].split()[3]) == session:
                pages += int((process / "statm").read_text().split()[1])
        except OSError:
            continue
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@dataclass(frozen=True)
class Landing:
    """What an import said it did, and the megabytes that all its processes held at most."""

    landed: int
    quarantined: int
    megabytes: float


def land(path: Path, home: Path) -> Landing:
    """Let the command import a file into a home."""
    with path.with_name("said.json").open("w") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "pipelines.cli.main", "import", str(path), "--json"],
            cwd=ROOT,
            env={**os.environ, "GAINING_GROUND_HOME": str(home)},
            stdout=said,
            start_new_session=True,
        )
        most = 0.0
        while process.poll() is None:
            most = max(most, resident(process.pid))
            time.sleep(0.2)
    assert process.returncode == 0
    document = json.loads(path.with_name("said.json").read_text())
    return Landing(document["landed"], document["quarantined"], most)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_million_records(tmp_path: Path) -> None:
    found = land(write(tmp_path / "ads.jsonl", 1_000_000), tmp_path / "home")
    assert (found.landed, found.quarantined) == (1_000_000, 0)
    assert found.megabytes < MEGABYTES
