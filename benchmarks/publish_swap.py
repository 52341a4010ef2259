"""Fifty readers in a loop while builds are swapped under them: errors, mixed builds, and how long a read takes.

A read follows the link once, opens database and first page of that build, and compares the build that each names.
The same is measured without swaps. `python -m benchmarks.publish_swap [HOME]` takes the build of a home that has one.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import sys
import tempfile
import time
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from assets.publish.builds import current, point_to
from assets.publish.database import FILE
from benchmarks.measured import machine

READERS, SWAPS, PAUSE, GOAL = 50, 20, 1.0, 1.2
QUERY = "SELECT build_id, (SELECT count(*) FROM stg_ads), (SELECT sum(ads) FROM mart_city_days) FROM meta_runs"


def ready_builds(source: Path, home: Path) -> list[str]:
    """Builds that differ by their name only, each whole."""
    names = [f"20260101T0000{number:02}Z-bench" for number in range(SWAPS + 1)]
    old = source.name
    for name in names:
        folder = home / "published" / "builds" / name
        shutil.copytree(source, folder)
        with duckdb.connect(str(folder / FILE)) as connection:
            connection.execute("UPDATE meta_runs SET build_id = ?", [name])
        page = folder / "site" / "investigator" / "index.html"
        page.write_text(page.read_text().replace(old, name) + f"<!-- {name} -->\n")
    return names


def read(home: Path) -> str | None:
    """One read; the build that it saw, or None where database and page are of two."""
    build = current(home)
    assert build is not None
    with duckdb.connect(str(build / FILE), read_only=True) as connection:
        ((seen, _, _),) = connection.execute(QUERY).fetchall()
    page = (build / "site" / "investigator" / "index.html").read_text()
    return str(seen) if f"<!-- {seen} -->" in page else None


def reader(home: Path, begin: Event, end: Event, told: Any) -> None:
    """Read until it is over; tell latencies, builds seen, mixed ones and errors."""
    latencies, seen, mixed, errors = [], set(), 0, []
    read(home)
    begin.wait()
    while not end.is_set():
        began = time.perf_counter()
        try:
            found = read(home)
        except Exception as error:
            errors.append(repr(error))
            continue
        latencies.append(time.perf_counter() - began)
        mixed += found is None
        seen.add(found)
    told.put((latencies, seen, mixed, errors))


def run(home: Path, swaps: list[str]) -> dict[str, Any]:
    """All readers for the time of the swaps; with no swaps for as long."""
    context = multiprocessing.get_context("fork")
    begin, end, told = context.Event(), context.Event(), context.Queue()
    readers = [context.Process(target=reader, args=(home, begin, end, told)) for _ in range(READERS)]
    for process in readers:
        process.start()
    time.sleep(5)
    begin.set()
    for at in range(SWAPS):
        time.sleep(PAUSE)
        if swaps:
            point_to(home, swaps[at + 1])
    end.set()
    answers = [told.get() for _ in readers]
    for process in readers:
        process.join()
    latencies = np.concatenate([answer[0] for answer in answers])
    return {
        "reads": len(latencies),
        "median": float(np.quantile(latencies, 0.5)),
        "p99": float(np.quantile(latencies, 0.99)),
        "builds": len(set().union(*(answer[1] for answer in answers))),
        "mixed": sum(answer[2] for answer in answers),
        "errors": sum(len(answer[3]) for answer in answers),
    }


def line(name: str, found: dict[str, Any]) -> str:
    times = f"{found['median'] * 1e3:.0f} | {found['p99'] * 1e3:.0f}"
    return f"| {name} | {found['reads']:,} | {times} | {found['builds']} | {found['mixed']} | {found['errors']} |"


def main() -> int:
    """Measure control, swaps, control; write the table; the exit code says whether the goal is met."""
    source = current(Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("GAINING_GROUND_HOME", "data")))
    if source is None:
        raise SystemExit("no build is published in this home; run gaining-ground refresh, or name another home")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        names = ready_builds(source, home)
        point_to(home, names[0])
        runs = {
            "without publishes": run(home, []),
            "through twenty swaps": run(home, names),
            "without, again": run(home, []),
        }
    control = max(runs["without publishes"]["p99"], runs["without, again"]["p99"])
    ratio = runs["through twenty swaps"]["p99"] / control
    lines = [
        "# Reading while builds are swapped",
        "",
        f"{READERS} readers, {SWAPS} swaps a second apart, on {machine()}.",
        "",
        "| case | reads | median ms | 99th percentile ms | builds seen | mixed | errors |",
        "|---|---|---|---|---|---|---|",
        *(line(name, found) for name, found in runs.items()),
        "",
        f"The 99th percentile is {ratio:.2f} times that of the slower control; the goal is at most {GOAL}.",
        "",
    ]
    text = "\n".join(lines)
    Path(__file__).with_suffix(".md").write_text(text, encoding="utf-8")
    print(text)
    swapped = runs["through twenty swaps"]
    return 0 if ratio <= GOAL and not swapped["mixed"] and not swapped["errors"] else 1


if __name__ == "__main__":
    sys.exit(main())
