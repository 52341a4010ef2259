"""What runs are given: the home, the warehouse under its lock, the markets of the sandbox, child processes."""

import fcntl
import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO

import dagster as dg

from assets.warehouse import Warehouse
from pipelines.quarantine import open_warehouse
from pipelines.settings import Settings
from scrapers.catalog import Market

_log = logging.getLogger("gaining_ground")

SANDBOX_VARIABLE = "GAINING_GROUND_SANDBOX"

_held: dict[Path, int] = {}


@contextmanager
def work_lock(home: Path, *, wait: bool = True) -> Iterator[bool]:
    """Hold `work/lock`: one writer, released by the kernel when the process dies.

    Yields False at once when another process holds it and `wait` is false. Within one process it may be taken again.
    """
    path = (home / "work" / "lock").resolve()
    if _held.get(path):
        _held[path] += 1
        try:
            yield True
        finally:
            _held[path] -= 1
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("a+", encoding="utf-8") as file:
        if not _take(file, wait):
            yield False
            return
        _held[path] = 1
        try:
            yield True
        finally:
            _held[path] = 0
            fcntl.flock(file, fcntl.LOCK_UN)


def _take(file: IO[str], wait: bool) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True


@dg.resource(description="The folder that holds everything written.")
def home(_: dg.InitResourceContext) -> Path:
    """The resolved $GAINING_GROUND_HOME."""
    return Settings().home.expanduser().resolve()


@dg.resource(description="The working DuckDB file, held under the lock for as long as the run refines.")
def warehouse(_: dg.InitResourceContext) -> Iterator[Warehouse]:
    """Wait for the lock, open the file; both end with the run."""
    folder = Settings().home.expanduser().resolve()
    with work_lock(folder), open_warehouse(folder, _log.warning) as opened:
        yield opened


class SandboxMarkets:
    """Starts the simulated markets when a source asks for them, and stops them again."""

    @contextmanager
    def serving(self, crawled: Iterable[Market], day: date | None = None) -> Iterator[dict[str, str]]:
        """The environment that crawls of these markets need; empty when all of them are of the real web.

        An address that is already set is taken as it is: somebody serves the markets there.
        """
        if not any(market.source.sandbox for market in crawled):
            yield {}
        elif address := os.environ.get(SANDBOX_VARIABLE):
            yield {SANDBOX_VARIABLE: address}
        else:
            from pipelines.history import born
            from sandbox.server import running

            settings = Settings()
            with running(settings.sandbox_seed, day, born=born(settings.home.expanduser())) as started:
                yield {SANDBOX_VARIABLE: started}


@dg.resource(description="Simulated markets, started on demand and stopped again.")
def sandbox(_: dg.InitResourceContext) -> SandboxMarkets:
    """Nothing starts until a source marked `sandbox: true` is crawled."""
    return SandboxMarkets()


RESOURCES = {
    "home": home,
    "warehouse": warehouse,
    "sandbox": sandbox,
    "pipes": dg.PipesSubprocessClient(),
}
