"""Crawl one market for one day: the only door into the crawler. `python -m scrapers.crawl --market M --day D --home H`.

One process a crawl, because Twisted's reactor runs once. It lands a whole partition and exits 0, or lands nothing,
says in one line what, where and the remedy, and exits 1 - whatever Scrapy itself calls "finished". Launched by
Dagster it reports progress and stats to the run through Dagster Pipes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from scrapers.archive import PartitionWriter
from scrapers.catalog import CatalogError, Market, is_quiet, market, source_hash
from scrapers.expectation import Coverage, collapse, past_crawls
from scrapers.judgement import CrawlFailed, judge
from scrapers.known import captures
from scrapers.partition import exclusive, partition_folder
from scrapers.reading import Reader
from scrapers.report import listings_metadata, pages_metadata
from scrapers.salvage import Salvage
from scrapers.settings import crawl_settings

EVERY_SECONDS = 3.0
#: Scrapy's statistics that stand in the manifest beside our counts.
_TOLD = ("refused/", "unusable/", "walls/", "patience/4", "patience/5", "downloader/exception_type_count/")


def crawl(home: Path, wanted: Market, day: date, report: Any = None) -> dict[str, Any]:
    """Crawl and land; returns the manifest. `report(counts)` is called every few seconds. Raises CrawlFailed."""
    writer = PartitionWriter(
        home, wanted.name, day, is_sandbox=wanted.source.sandbox, source_sha256=source_hash(wanted.source)
    )
    started_at = _now()
    try:
        _refuse_quiet_hours(wanted)
        salvage = Salvage(home, wanted.name, day)
        with Reader(wanted) as reader:
            done = _run(wanted, writer, reader, salvage, report)
        judge(wanted, done.counts, done.reason)
        if collapsed := collapse(home, wanted, day, done.counts["listed"], done.coverage):
            raise CrawlFailed(f"{wanted.name}: {collapsed}")
        shares = done.coverage.shares(list(wanted.source.ad.fields)) if done.coverage.pages else {}
        manifest = writer.land(started_at, _now(), done.counts, coverage=shares)
        salvage.clear()
        return manifest
    except OSError as error:
        said = (error.strerror or str(error)).lower()
        raise CrawlFailed(
            f"{wanted.name}: nothing was landed ({said}); make room in {home / 'raw'}, then run it again"
        ) from error
    finally:
        writer.discard()


@dataclass(frozen=True)
class _Done:
    """What a crawl counted, why it ended, and how its pages looked."""

    counts: dict[str, int]
    reason: str
    coverage: Coverage


def _run(wanted: Market, writer: PartitionWriter, reader: Reader, salvage: Salvage, report: Any) -> _Done:
    from scrapy.crawler import CrawlerProcess
    from scrapy.utils.reactor import install_reactor

    from scrapers.spiders import spider_of

    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    process = CrawlerProcess(crawl_settings(wanted))
    crawler = process.create_crawler(spider_of(wanted.source.slug))
    crawler.partition_writer, crawler.salvage = writer, salvage
    known = captures(writer.home, wanted.name, writer.day, wanted.source.limits.refetch_days)
    process.crawl(crawler, market=wanted, writer=writer, reader=reader, known=known)
    if report:
        _report_every(lambda: report(crawler.spider.counts) if crawler.spider else None)
    process.start()
    counts = (
        dict(crawler.spider.counts)
        if crawler.spider
        else dict.fromkeys(("listings", "listings_lost", "listed", "ads", "sighted", "errors"), 0)
    )
    stats = crawler.stats.get_stats()
    counts["bytes"] = int(stats.get("downloader/response_bytes", 0))
    counts["robots_forbidden"] = int(stats.get("robotstxt/forbidden", 0))
    counts["waited_seconds"] = round(stats.get("patience/seconds", 0))
    counts["retried"] = int(stats.get("retry/count", 0))
    counts["salvaged"] = int(stats.get("salvaged", 0))
    counts |= {
        name.replace("/", " "): int(value) for name, value in sorted(stats.items()) if name.startswith(_TOLD) and value
    }
    coverage = crawler.spider.coverage if crawler.spider else Coverage()
    return _Done(counts, str(stats.get("finish_reason", "unknown")), coverage)


def _report_every(tell: Any) -> None:
    from twisted.internet.task import LoopingCall

    LoopingCall(tell).start(EVERY_SECONDS, now=False)


def _refuse_the_past(wanted: Market, day: date) -> None:
    """A page taken now is of today, whatever day was asked for; only a simulated market can show another day."""
    if not wanted.source.sandbox and day != wanted.city.today():
        raise CrawlFailed(f"{wanted.name}: {day} is not its today ({wanted.city.today()}); only today can be crawled")


def _refuse_quiet_hours(wanted: Market) -> None:
    hours = list(wanted.source.quiet_hours)
    now = datetime.now(ZoneInfo(wanted.city.time_zone)).time()
    if is_quiet(now, hours):
        raise CrawlFailed(
            f"{wanted.name}: it is {now:%H:%M} there, in quiet_hours of sources/{wanted.source.slug}.yml;"
            " run it at another hour"
        )


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def main(arguments: list[str] | None = None) -> int:
    """Parse the command line, crawl, report."""
    parser = argparse.ArgumentParser(prog="scrapers.crawl", description="Crawl one market for one day.")
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--market", required=True)
    parser.add_argument("--day", type=date.fromisoformat, required=True)
    wanted = parser.parse_args(arguments)
    asked_at = time.time()
    with _pipes() as pipes:
        try:
            found = market(wanted.market)
            _refuse_the_past(found, wanted.day)
            with _turns(wanted.home, found):
                manifest = _landed_meanwhile(wanted.home, found.name, wanted.day, asked_at)
                manifest = manifest or crawl(wanted.home, found, wanted.day, _progress(pipes))
        except (CrawlFailed, CatalogError) as error:
            if pipes:
                pipes.log.error(str(error))
            else:
                sys.stderr.write(f"error: {error}\n")
            return 1
        _report(pipes, wanted.home, manifest)
    return 0


@contextmanager
def _turns(home: Path, wanted: Market) -> Iterator[None]:
    """One crawl of a market and one of a host at a time, whoever starts it."""
    with ExitStack() as turns:
        turns.enter_context(exclusive(home / "raw" / wanted.name / ".lock"))
        # In one order for everybody, so that no two wait for each other.
        for host in sorted(set(wanted.allowed_hosts)):
            name = hashlib.sha256(host.encode()).hexdigest()[:16]
            turns.enter_context(exclusive(home / "raw" / ".hosts" / name))
        yield


def _landed_meanwhile(home: Path, name: str, day: date, asked_at: float) -> dict[str, Any] | None:
    """The partition that another crawl landed while this one waited for its turn."""
    path = partition_folder(home, name, day) / "manifest.json"
    if path.exists() and path.stat().st_mtime > asked_at:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return manifest
    return None


def _pipes() -> Any:
    """The run that launched this process, or nothing."""
    from dagster_pipes import DAGSTER_PIPES_CONTEXT_ENV_VAR, open_dagster_pipes

    return open_dagster_pipes() if DAGSTER_PIPES_CONTEXT_ENV_VAR in os.environ else nullcontext(None)


def _progress(pipes: Any) -> Any:
    if not pipes:
        return None
    return lambda counts: pipes.log.info(
        f"{counts['ads']} of {counts['listed'] - counts['sighted']} ads, {counts['errors']} errors"
    )


def _report(pipes: Any, home: Path, manifest: dict[str, Any]) -> None:
    if not pipes:
        return
    past = past_crawls(home, manifest["market"], date.fromisoformat(manifest["day"]))
    pipes.report_asset_materialization(asset_key="raw_pages", metadata=pages_metadata(manifest, past))
    pipes.report_asset_materialization(asset_key="raw_listings", metadata=listings_metadata(manifest))


if __name__ == "__main__":
    sys.exit(main())
