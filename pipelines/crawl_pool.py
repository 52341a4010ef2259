"""Crawls side by side: a forkserver pool, a Dagster run a market.

Never threads: over one SQLite instance they deadlock. Each child opens its own instance.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass

#: At most five, and one more than there are cores: a crawl waits more than it works, and takes 270 MB with its run.
AT_ONCE = min(5, 1 + (os.cpu_count() or 1))


@dataclass(frozen=True)
class Crawled:
    """How the crawl of a market ended; `error` names what, where and the remedy when it did not land."""

    market: str
    day: str
    landed: bool
    pages: int = 0
    ads: int = 0
    quarantined: int = 0
    error: str = ""


def crawl_markets(
    days: dict[str, str], environment: dict[str, str], meanwhile: Callable[[], None] = lambda: None
) -> Iterator[Crawled]:
    """Crawl each market for its day; yields as they end. A market that fails stops no other.

    `meanwhile` is done in this process while they crawl, which is mostly waiting.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["pipelines.definitions"])
    with ProcessPoolExecutor(min(AT_ONCE, len(days)), mp_context=context) as pool:
        jobs = {pool.submit(crawl_market, name, day, environment): name for name, day in days.items()}
        meanwhile()
        for job in as_completed(jobs):
            yield _ended(job, jobs[job], days[jobs[job]])


def _ended(job: Future[Crawled], name: str, day: str) -> Crawled:
    error = job.exception()
    if error is None:
        return job.result()
    return Crawled(name, day, landed=False, error=f"the crawl's process died ({type(error).__name__}); run it again")


def crawl_market(name: str, day: str, environment: dict[str, str]) -> Crawled:
    """One crawl as a run of its own, in this process."""
    import dagster as dg

    from pipelines.definitions import defs
    from pipelines.event_log import held_open
    from pipelines.progress import ERROR, listen
    from pipelines.runs import failures, own_tags

    os.environ.update(environment)
    errors: list[str] = []
    listen(lambda text, kind: errors.append(text) if kind == ERROR else None)
    with held_open():
        result = defs.resolve_job_def("crawl").execute_in_process(
            instance=dg.DagsterInstance.get(),
            partition_key=dg.MultiPartitionKey({"day": day, "market": name}),
            tags=own_tags(),
            run_config={"loggers": {"progress": {}}},
            raise_on_error=False,
        )
    if not result.success:
        return Crawled(name, day, landed=False, error=[*errors, *failures(result)][0])
    metadata = {
        event.asset_key.to_user_string(): event.materialization.metadata
        for event in result.get_asset_materialization_events()
        if event.asset_key
    }
    ads = metadata.get("raw_ads", {})

    def count(entry: str) -> int:
        return int(str(ads[entry].value)) if entry in ads else 0

    return Crawled(name, day, True, count("pages"), count("dagster/row_count"), count("quarantined"))
