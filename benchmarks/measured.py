"""A measurement in a process of its own: CPU seconds (with children), wall seconds, peak memory, a result."""

from __future__ import annotations

import os
import pickle
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Measured:
    """What a run took and gave."""

    cpu: float
    wall: float
    megabytes: float
    result: Any


def here(work: Callable[[], Any]) -> Measured:
    """Measure in this process; the peak is that of the process so far."""
    began, before = time.perf_counter(), _cpu()
    result = work()
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return Measured(_cpu() - before, time.perf_counter() - began, peak / 1024, result)


def apart(module: str, *arguments: str) -> Measured:
    """Let `python -m module arguments... FILE` measure something and leave what it measured in FILE."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "measured"
        subprocess.run([sys.executable, "-m", module, *arguments, str(path)], check=True, cwd=ROOT)
        found: Measured = pickle.loads(path.read_bytes())
    return found


def leave(measured: Measured, path: str) -> None:
    """The other end of `apart`."""
    Path(path).write_bytes(pickle.dumps(measured))


def medians(rounds: list[Measured]) -> Measured:
    """Medians of times and memory, with the last result."""
    return Measured(
        *(median(getattr(r, name) for r in rounds) for name in ("cpu", "wall", "megabytes")), rounds[-1].result
    )


def machine() -> str:
    """What the figures were measured on."""
    model = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        platform.machine(),
    )
    load = os.getloadavg()[1]
    return f"{os.cpu_count()} cores ({model}), Python {platform.python_version()}, load {load:.1f} while it ran"


def _cpu() -> float:
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    )


def market(ads: int, level: str, seed: int = 2) -> Path:
    """A simulated market, written once and kept in the temporary folder."""
    from sandbox.dataset import write_dataset
    from sandbox.population import VERSION, Parameters

    path = Path(tempfile.gettempdir()) / f"gaining-ground-bench-{VERSION}-{ads}-{level}-{seed}.parquet"
    if not path.exists():
        write_dataset(path, ads, seed, 60, Parameters(level=level))
    return path


def truth(path: Path, table: str) -> Any:
    """A table of a market's truth."""
    import polars as pl

    return pl.read_parquet(path.with_name(f"{path.name}.truth") / f"{table}.parquet")
