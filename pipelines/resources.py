"""What runs are given: the home, the warehouse under its lock, the markets of the sandbox, child processes."""

import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import dagster as dg

from assets.warehouse import Warehouse
from pipelines.lock import work_lock as work_lock  # noqa: PLC0414 - runs and readers hold the same lock
from pipelines.quarantine import open_warehouse
from pipelines.settings import Settings
from scrapers.catalog import Market

_log = logging.getLogger("gaining_ground")

SANDBOX_VARIABLE = "GAINING_GROUND_SANDBOX"


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
