"""A day of 10,000 new ads on a history of many: what refine, check and publish cost, stage by stage.

`python -m benchmarks.daily [ADS ...]` (100,000 and 1,000,000 unless given) lands and refines that many ads of a
simulated market, the last ones before a day; lets 10,000 ads of that day land, the same for every history up to a
million; and measures the refresh. The homes are kept in the temporary folder while the models are as they were.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from contextlib import suppress
from pathlib import Path
from typing import Any

import polars as pl

from assets.model import models
from benchmarks.measured import ROOT, machine, market
from benchmarks.refresh import _pss, _session

DAY_ADS = 10_000
GOALS = {1_000_000: (60.0, 3_000.0), 4_000_000: (120.0, None)}


def command(home: Path, *arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "GAINING_GROUND_HOME": str(home), "GAINING_GROUND_SANDBOX_DAYS": "0"}
    words = [sys.executable, "-m", "pipelines.cli.main", *arguments]
    return subprocess.Popen(words, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True)


def finish(process: subprocess.Popen[str]) -> tuple[dict[str, Any], float]:
    """The JSON document of a command and the peak of its memory in MB (PSS over its session).

    Looking costs what is measured: the kernel walks the pages of gigabytes, a tenth of a second at a time. So no look
    comes before twenty times the last one's length have passed.
    """
    peak = 0
    while process.poll() is None:
        began = time.perf_counter()
        peak = max(peak, sum(_pss(path) for path in Path("/proc").glob("[0-9]*") if _session(path) == process.pid))
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(0.2, 20 * (time.perf_counter() - began)))
    assert process.stdout is not None
    text = process.stdout.read()
    if process.returncode:
        raise RuntimeError(f"{process.args}: ended with {process.returncode}: {text[-2000:]}")
    return json.loads(text) if text.startswith("{") else {}, peak / 1024


def history(ads: int) -> tuple[Path, Path]:
    """A home in which all days but the last are published, and the file of 10,000 ads of that day."""
    folder = Path(tempfile.gettempdir()) / f"gaining-ground-daily-{ads}-{_models()}"
    home, day_file = folder / "home", folder / "day.parquet"
    if (folder / "ready").exists():
        return home, day_file
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    most = max(ads, 1_000_000)
    frame = pl.read_parquet(market(most + most // 50 + DAY_ADS, "hard")).with_columns(
        day=pl.col("captured_at").cast(pl.String).str.slice(0, 10)
    )
    last = frame["day"].max()
    frame.filter(pl.col("day") == last).head(DAY_ADS).drop("day").write_parquet(day_file)
    before = frame.filter(pl.col("day") < last).sort("captured_at", maintain_order=True).tail(ads).drop("day")
    before.write_parquet(folder / "history.parquet")
    for words in (("init",), ("import", str(folder / "history.parquet")), ("refresh", "--no-crawl", "--json")):
        finish(command(home, *words))
    (folder / "ready").touch()
    return home, day_file


def _models() -> str:
    """What makes the tables, in a word: a table of another model would be made anew within the day that is measured."""
    return hashlib.sha256("".join(model.sha256 for model in models()).encode()).hexdigest()[:8]


def measure(ads: int) -> dict[str, Any]:
    """Land the day in a copy of the home, refresh, and add up what each stage took."""
    home, day_file = history(ads)
    with tempfile.TemporaryDirectory(dir=home.parent) as folder:
        copy = Path(folder) / "home"
        shutil.copytree(home, copy, symlinks=True)
        finish(command(copy, "import", str(day_file)))
        began = time.perf_counter()
        document, megabytes = finish(command(copy, "refresh", "--no-crawl", "--json"))
        seconds = time.perf_counter() - began
        if document["failed"] or document["held_back"]:
            raise RuntimeError(f"not published: {[*document['failed'], *document['held_back']][:3]}")
        return {"ads": ads, "seconds": seconds, "megabytes": megabytes, **functions(copy)}


def functions(home: Path) -> dict[str, Any]:
    """Seconds of the steps of each stage, and within their functions, from Dagster's events."""
    os.environ["DAGSTER_HOME"] = str(home / "dagster")
    import dagster as dg

    from pipelines.stage_times import stage_of

    inside: Counter[str] = Counter()
    steps: dict[str, list[float]] = defaultdict(list)
    with dg.DagsterInstance.get() as instance:
        run = instance.get_runs(dg.RunsFilter(job_name="refine"), limit=1)[0]
        for entry in instance.all_logs(run.run_id):
            event = entry.dagster_event
            if event is None or event.step_key is None:
                continue
            if event.event_type_value in ("STEP_START", "STEP_SUCCESS"):
                steps[event.step_key].append(entry.timestamp)
            data = event.event_specific_data
            metadata = getattr(getattr(data, "materialization", data), "metadata", None) or {}
            # The output of a step tells the same again.
            if "seconds" in metadata and event.event_type_value != "STEP_OUTPUT":
                inside[event.step_key] += float(metadata["seconds"].value)
    stages: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for step, times in steps.items():
        line = stages[stage_of(step)]
        wall = max(times) - min(times)
        line[0] += wall
        # Where a function does not tell its time (publish), the step counts as its own.
        line[1] += inside.get(step, wall)
    contracts = sum(max(times) - min(times) for step, times in steps.items() if step.endswith("_contract"))
    return {"by_stage": dict(stages), "contracts": contracts}


def importing() -> float:
    """Seconds that Great Expectations takes to import where what else a run needs is there."""
    code = (
        "import time, pandas, assets.warehouse, pipelines.definitions; began = time.perf_counter()\n"
        "import great_expectations; print(time.perf_counter() - began)"
    )
    words = [sys.executable, "-c", code]
    return min(float(subprocess.run(words, cwd=ROOT, capture_output=True, check=True).stdout) for _ in range(3))


def table(found: list[dict[str, Any]]) -> str:
    """The document."""
    lines = ["# A day of 10,000 new ads", "", f"On {machine()}. Level hard.", ""]
    lines += ["| history | seconds | peak MB | goal |", "|---|---|---|---|"]
    for one in found:
        goal = GOALS.get(one["ads"])
        words = "" if goal is None else f"{goal[0]:.0f} s" + ("" if goal[1] is None else f", {goal[1]:,.0f} MB")
        lines.append(f"| {one['ads']:,} | {one['seconds']:.1f} | {one['megabytes']:,.0f} | {words} |")
    if len(found) > 1:
        more = found[-1]["seconds"] - found[0]["seconds"]
        lines += [
            "",
            f"The larger history costs {more:.1f} s more (goal: 15); that is the data's share, the rest is fixed.",
            "",
        ]
    for one in found:
        lines += [
            "",
            f"## {one['ads']:,} ads of history",
            "",
            "| stage | steps s | within functions s | Dagster's own s |",
            "|---|---|---|---|",
        ]
        for stage, (wall, inside) in one["by_stage"].items():
            lines.append(f"| {stage} | {wall:.1f} | {inside:.1f} | {wall - inside:.1f} |")
        rest = one["seconds"] - sum(wall for wall, _ in one["by_stage"].values())
        lines.append(f"| start-up, parsing, between the steps | {rest:.1f} | | |")
        lines += ["", f"All contracts took {one['contracts']:.1f} s of it, the import of Great Expectations included."]
    lines += [
        "",
        f"That import takes {importing():.1f} s; the goal for the contracts beside it, on a million ads, is 5 s.",
    ]
    return "\n".join([*lines, ""])


def main() -> int:
    """Measure each history and write the table."""
    sizes = [int(word.replace(",", "")) for word in sys.argv[1:]] or [100_000, 1_000_000]
    text = table([measure(ads) for ads in sizes])
    Path(__file__).with_suffix(".md").write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
