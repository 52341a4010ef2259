"""What writing simulated ads costs: ads a CPU second and peak memory, by number of ads, each in a process of its own.

`make bench` runs it and writes the table to `benchmarks/sandbox_write.md`.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

SIZES, ROUNDS = (10_000, 100_000, 1_000_000), 3
GOAL = 50_000
CODE = """
import resource, sys
from pathlib import Path
from sandbox.dataset import write_dataset
from sandbox.population import Parameters
before = resource.getrusage(resource.RUSAGE_SELF)
write_dataset(Path(sys.argv[1]), int(sys.argv[2]), 1, 60, Parameters(level=sys.argv[3]))
after = resource.getrusage(resource.RUSAGE_SELF)
print(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, after.ru_maxrss / 1024)
"""


def measure(ads: int, level: str) -> tuple[float, float]:
    """CPU seconds of the writing alone, and the peak memory of its process in megabytes."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", CODE, str(Path(folder) / "ads.parquet"), str(ads), level]
        said = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parent.parent)
    seconds, megabytes = said.stdout.split()
    return float(seconds), float(megabytes)


def table(costs: dict[tuple[int, str], list[tuple[float, float]]]) -> str:
    """The medians as Markdown."""
    lines = [
        "# What writing simulated ads costs",
        "",
        f"Medians of {ROUNDS} interleaved rounds, {os.cpu_count()} cores ({platform.machine()}),"
        f" Python {platform.python_version()}. Ads with their truth, as Parquet, over sixty days.",
        "",
        "| ads | level | CPU seconds | ads a CPU second | peak MB |",
        "|---|---|---|---|---|",
    ]
    for (ads, level), rounds in costs.items():
        seconds, megabytes = (statistics.median(values) for values in zip(*rounds, strict=True))
        lines.append(f"| {ads:,} | {level} | {seconds:.2f} | {ads / seconds:,.0f} | {megabytes:,.0f} |")
    lines += ["", f"Goal: {GOAL:,} ads a CPU second, and memory that does not grow with the number of ads.", ""]
    return "\n".join(lines)


def main(sizes: tuple[int, ...] = SIZES) -> int:
    """Measure and write the table."""
    cases = [(ads, level) for ads in sizes for level in ("easy", "hard")]
    costs: dict[tuple[int, str], list[tuple[float, float]]] = {case: [] for case in cases}
    for _ in range(ROUNDS):
        for case in cases:
            costs[case].append(measure(*case))
    text = table(costs)
    Path(__file__).with_suffix(".md").write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main((*SIZES, *(int(size) for size in sys.argv[1:]))))
