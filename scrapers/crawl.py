"""Crawl one market for one day: the only door into the crawler. `python -m scrapers.crawl --market M --day D --home H`.

One process a crawl, because Twisted's reactor runs once. It lands a whole partition and exits 0, or lands nothing,
says in one line what, where and the remedy, and exits 1 - whatever Scrapy itself calls "finished". Launched by
Dagster it reports progress and stats to the run through Dagster Pipes.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from scrapers.archive import PartitionWriter
from scrapers.catalog import CatalogError, Market, market, source_hash
from scrapers.partition import partition_folder
from scrapers.settings import crawl_settings

EVERY_SECONDS = 3.0


class CrawlFailed(RuntimeError):
    """A crawl that may not land; the message names what, where and the remedy."""


def crawl(home: Path, wanted: Market, day: date, report: Any = None) -> dict[str, Any]:
    """Crawl and land; returns the manifest. `report(counts)` is called every few seconds. Raises CrawlFailed."""
    writer = PartitionWriter(
        home, wanted.name, day, is_sandbox=wanted.source.sandbox, source_sha256=source_hash(wanted.source)
    )
    started_at = _now()
    try:
        counts, reason = _run(wanted, writer, report)
        judge(wanted, counts, reason)
        if not any(page["kind"] == "ad" for page in writer.pages):
            raise CrawlFailed(f"{wanted.name}: no ad page was archived; look at the site, then run it again")
        return writer.land(started_at, _now(), counts)
    finally:
        writer.discard()


def judge(wanted: Market, counts: dict[str, int], reason: str) -> None:
    """Whether a crawl may land; Scrapy calls a crawl of a dead host "finished" too."""
    limits, where = wanted.source.limits, f"sources/{wanted.source.slug}.yml"
    asked = counts["ads"] + counts["listings"] + counts["errors"]
    if not counts["listings"]:
        raise CrawlFailed(
            f"{wanted.name}: the first listing page gave no usable answer; see whether the site is up,"
            f" whether its robots.txt allows it, and start_url in {where}"
        )
    if reason != "finished":
        raise CrawlFailed(f"{wanted.name}: stopped early ({reason}); raise the limit in {where} or run it again")
    if counts["errors"] > limits.max_error_share * asked:
        raise CrawlFailed(
            f"{wanted.name}: {counts['errors']} of {asked} pages failed, more than max_error_share in {where};"
            " run it again later"
        )
    if counts["ads"] < limits.min_ads:
        raise CrawlFailed(
            f"{wanted.name}: {counts['ads']} ads, fewer than min_ads ({limits.min_ads}) in {where};"
            " see whether the site changed its layout"
        )


def _run(wanted: Market, writer: PartitionWriter, report: Any) -> tuple[dict[str, int], str]:
    from scrapy.crawler import CrawlerProcess
    from scrapy.utils.reactor import install_reactor

    from scrapers.spiders.base import MarketSpider

    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    process = CrawlerProcess(crawl_settings(wanted))
    crawler = process.create_crawler(MarketSpider)
    crawler.partition_writer = writer
    process.crawl(crawler, market=wanted, writer=writer)
    if report:
        _report_every(lambda: report(crawler.spider.counts) if crawler.spider else None)
    process.start()
    counts = dict(crawler.spider.counts) if crawler.spider else {"listings": 0, "ads": 0, "errors": 0}
    stats = crawler.stats.get_stats()
    counts["bytes"] = int(stats.get("downloader/response_bytes", 0))
    counts["robots_forbidden"] = int(stats.get("robotstxt/forbidden", 0))
    return counts, str(stats.get("finish_reason", "unknown"))


def _report_every(tell: Any) -> None:
    from twisted.internet.task import LoopingCall

    LoopingCall(tell).start(EVERY_SECONDS, now=False)


def _refuse_the_past(wanted: Market, day: date) -> None:
    """A page taken now is of today, whatever day was asked for; only a simulated market can show another day."""
    if not wanted.source.sandbox and day != wanted.city.today():
        raise CrawlFailed(f"{wanted.name}: {day} is not its today ({wanted.city.today()}); only today can be crawled")


@contextmanager
def _turn(home: Path, name: str) -> Iterator[None]:
    """One crawl of a market at a time, whoever starts it."""
    path = home / "raw" / name / ".lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


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
            with _turn(wanted.home, found.name):
                manifest = _landed_meanwhile(wanted.home, found.name, wanted.day, asked_at)
                manifest = manifest or crawl(wanted.home, found, wanted.day, _progress(pipes))
        except (CrawlFailed, CatalogError) as error:
            if pipes:
                pipes.log.error(str(error))
            else:
                sys.stderr.write(f"error: {error}\n")
            return 1
        _report(pipes, manifest)
    return 0


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
    return lambda counts: pipes.log.info(f"{counts['ads']} of {counts['listed']} ads, {counts['errors']} errors")


def _report(pipes: Any, manifest: dict[str, Any]) -> None:
    if not pipes:
        return
    files = manifest["files"]
    shared = {"started_at": manifest["started_at"], "ended_at": manifest["ended_at"]}
    pages = {
        "dagster/row_count": manifest["pages"],
        "bytes": files["pages.warc.gz"]["bytes"],
        "sha256": files["pages.warc.gz"]["sha256"],
        "pages_by_kind": {"raw_value": manifest["pages_by_kind"], "type": "json"},
        "pages_by_status": {"raw_value": manifest["pages_by_status"], "type": "json"},
        "crawl": {"raw_value": manifest["stats"], "type": "json"},
        **shared,
    }
    listings = {
        "dagster/row_count": manifest["listed"],
        "bytes": files["listings.parquet"]["bytes"],
        **shared,
    }
    pipes.report_asset_materialization(asset_key="raw_pages", metadata=pages)
    pipes.report_asset_materialization(asset_key="raw_listings", metadata=listings)


if __name__ == "__main__":
    sys.exit(main())
