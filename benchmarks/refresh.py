"""What a refresh costs: seconds, CPU seconds and peak memory of its processes, for a new home and for one with data.

`make bench` runs it three times and writes the medians to `benchmarks/refresh.md`. Memory is the proportional set size
(PSS) summed over the processes of the refresh, sampled five times a second (Linux).
"""

from __future__ import annotations

import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
GOALS = {"seconds": 120.0, "megabytes": 1536.0}


@dataclass(frozen=True)
class Cost:
    """What one run took."""

    seconds: float
    cpu_seconds: float
    megabytes: float


def measure(home: Path, *arguments: str) -> Cost:
    """Run a refresh in a session of its own and watch it."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "pipelines.cli.main", "refresh", *arguments],
        cwd=ROOT,
        env={**os.environ, "GAINING_GROUND_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    peak = 0
    while process.poll() is None:
        peak = max(peak, sum(_pss(path) for path in Path("/proc").glob("[0-9]*") if _session(path) == process.pid))
        time.sleep(0.2)
    seconds = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode:
        raise RuntimeError(f"refresh {' '.join(arguments)} ended with {process.returncode}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(seconds, cpu, peak / 1024)


def _session(process: Path) -> int:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[3])
    except (OSError, IndexError):
        return -1


def _pss(process: Path) -> int:
    """Kilobytes; 0 for a process that has ended meanwhile."""
    try:
        lines = (process / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def rounds() -> dict[str, list[Cost]]:
    """Each case in every round, so that what the machine does meanwhile falls on all of them."""
    costs: dict[str, list[Cost]] = {}
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            costs.setdefault("new home, sixty days of history", []).append(measure(home))
            costs.setdefault("the same home again, today crawled anew", []).append(measure(home))
            costs.setdefault("sixty-one days derived again", []).append(measure(home, "--from", "2015-01-01"))
    return costs


def table(costs: dict[str, list[Cost]]) -> str:
    """The medians as Markdown, beside the goals of the issue."""
    lines = [
        "# What a refresh costs",
        "",
        f"Medians of rounds ({ROUNDS}) on {os.cpu_count()} cores ({platform.machine()}),"
        f" Python {platform.python_version()}; fifteen simulated markets, about 150 ads a city and day.",
        "",
        "| case | seconds | CPU seconds | peak MB |",
        "|---|---|---|---|",
    ]
    for case, found in costs.items():
        seconds, cpu, megabytes = (
            statistics.median(getattr(cost, name) for cost in found) for name in ("seconds", "cpu_seconds", "megabytes")
        )
        lines.append(f"| {case} | {seconds:.1f} | {cpu:.1f} | {megabytes:,.0f} |")
    lines += ["", f"Goals: a new home in {GOALS['seconds']:.0f} seconds, in {GOALS['megabytes']:,.0f} MB.", ""]
    return "\n".join(lines)


def main() -> int:
    """Measure and write the table."""
    text = table(rounds())
    Path(__file__).with_suffix(".md").write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
