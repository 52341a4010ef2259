"""A refresh: crawl the markets, refine what landed, publish. The command line and the tests call it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import dagster as dg

from assets.publish.builds import ManifestUnreadable, current, manifest_of, newest
from assets.publish.database import FILE, code_version
from assets.publish.publishable import ACCEPT_TAG
from assets.raw.partitions import RANGE_END, RANGE_START, placed
from assets.safety.restricted import is_scanned, scan
from assets.warehouse import Warehouse
from pipelines.access import unread
from pipelines.crawl_pool import Crawled, crawl_markets
from pipelines.event_log import held_open
from pipelines.history import land_history, owes_history
from pipelines.maintenance import note_sizes, sweep
from pipelines.quarantine import is_damage, open_warehouse, quarantine
from pipelines.resources import SandboxMarkets, work_lock
from pipelines.runs import close_orphans, failures, own_tags
from pipelines.settings import Settings
from pipelines.space import NO_SPACE, require_space, with_remedy
from pipelines.stage_times import StageTimes, Tell
from pipelines.status import write_status
from pipelines.watching import watched
from scrapers.catalog import Market, markets
from scrapers.landing import remove_unfinished
from scrapers.parse import is_read, parse
from scrapers.partition import recover, unreadable


class RefreshError(ValueError):
    """A refresh that cannot begin; the message names what, where and the remedy."""


@dataclass(frozen=True)
class Wanted:
    """What to refresh; empty tuples mean all, no days mean today and whatever is not published yet."""

    cities: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    day: date | None = None
    first: date | None = None
    last: date | None = None
    crawls: bool = True
    #: Why a build that jumps beyond its bounds is right, as the manifest will say; None where nobody said so.
    accept: str | None = None


@dataclass
class Outcome:
    """How a refresh ended: each market, each stage, the build that people see, and what held it back."""

    markets: list[Crawled] = field(default_factory=list)
    stages: list[dict[str, Any]] = field(default_factory=list)
    closed_runs: list[str] = field(default_factory=list)
    published: bool = False
    already: bool = False
    held_back: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    build: str | None = None
    #: Ads on the child-safety list that nobody has read yet.
    child_safety_unread: int = 0
    #: Ads of the newest day that match the watch list, by case.
    watch_hits: dict[str, int] = field(default_factory=dict)

    @property
    def exit_code(self) -> int:
        """0 done; 1 something failed; 3 a check held back the publish."""
        if self.held_back:
            return 3
        return 1 if self.failed or any(not market.landed for market in self.markets) else 0


def refresh(settings: Settings, wanted: Wanted, tell: Tell) -> Outcome:
    """Crawl, refine, check and publish; raises RefreshError when the wish itself is wrong."""
    with held_open():
        return _refresh(settings, wanted, tell)


def _refresh(settings: Settings, wanted: Wanted, tell: Tell) -> Outcome:
    chosen = _chosen(wanted) if wanted.crawls else {}
    require_space(settings.home)
    instance = dg.DagsterInstance.get()
    outcome = Outcome(closed_runs=close_orphans(instance))
    recover(settings.home)
    remove_unfinished(settings.home)
    if chosen:
        _crawl(settings, chosen, wanted, outcome, tell)
    with work_lock(settings.home, wait=False) as free:
        if not free:
            tell("waiting", {})
    with work_lock(settings.home):
        sweep(settings.home)
        _finish_purge(settings, outcome, tell)
        outcome.failed += [
            f"{place}: its manifest.json is damaged; restore it from a backup" for place in unreadable(settings.home)
        ]
        outcome.failed += _parse_what_is_left(settings.home)
        _refine(settings, instance, wanted, outcome, tell)
        _package(settings.home, outcome)
        note_sizes(settings.home)
    shown = current(settings.home)
    outcome.build = shown.name if shown else None
    outcome.child_safety_unread = unread(settings.home)
    _look_at_watch_list(settings.home, outcome)
    last = {"exit_code": outcome.exit_code, "failed": outcome.failed, "held_back": outcome.held_back}
    write_status(settings.home, last)
    return outcome


def _package(home: Path, outcome: Outcome) -> None:
    """Make the packages of a build that is new; an audience that cannot be read is named and keeps no other waiting."""
    from pipelines.packaging import package_all

    if not outcome.published:
        return
    try:
        done = package_all(home)
    except ValueError as error:
        outcome.failed.append(str(error))
        return
    outcome.warnings += [f"audience {name}: its time is over; its package is removed" for name in done.expired]


def _finish_purge(settings: Settings, outcome: Outcome, tell: Tell) -> None:
    """A purge that was killed is finished before anything else is published."""
    from pipelines.purging.run import finish, unfinished

    if unfinished(settings.home):
        done = finish(settings, tell)
        outcome.failed += [*done.outcome.failed, *(f"a purge is not finished: still in {where}" for where in done.left)]
        outcome.held_back += done.outcome.held_back


def _look_at_watch_list(home: Path, outcome: Outcome) -> None:
    """An entry that ended is refused: it matches nothing, and the refresh says so until somebody mends the list."""
    found = watched(home)
    outcome.watch_hits = found.by_case
    outcome.failed += found.refused


# -- crawl --------------------------------------------------------------------------------------------------------


def _chosen(wanted: Wanted) -> dict[str, Market]:
    known = markets()
    for name, given, have in (
        ("city", wanted.cities, {market.city.slug for market in known.values()}),
        ("source", wanted.sources, {market.source.slug for market in known.values()}),
    ):
        if unknown := sorted(set(given) - have):
            raise RefreshError(
                f"--{name}: {unknown[0]} is not known; choose from {', '.join(sorted(have))}"
                f" or add scrapers/{'cities' if name == 'city' else 'sources'}/{unknown[0]}.yml"
            )
    chosen = {
        name: market
        for name, market in known.items()
        if (not wanted.cities or market.city.slug in wanted.cities)
        and (not wanted.sources or market.source.slug in wanted.sources)
    }
    if not chosen:
        raise RefreshError("no market is both in these cities and of these sources; see scrapers/cities/*.yml")
    return chosen


def _crawl(settings: Settings, chosen: dict[str, Market], wanted: Wanted, outcome: Outcome, tell: Tell) -> None:
    days = {name: market.city.today() for name, market in chosen.items()}
    for name, day in days.items():
        if wanted.day not in (None, day):
            raise RefreshError(
                f"{name}: only today ({day}) can be crawled; add --no-crawl to refine days that have landed"
            )
    simulated = any(market.source.sandbox for market in chosen.values())
    brings_history = bool(settings.sandbox_days) and simulated and owes_history(settings.home)

    def meanwhile() -> None:
        if brings_history:
            _bring_history(settings, {market.city.slug: days[name] for name, market in chosen.items()}, outcome, tell)
        else:
            # What refining needs takes seconds to import, in which this process would only wait.
            for module in ("great_expectations", "pipelines.definitions"):
                import_module(module)

    tell("crawling", {"markets": len(days)})
    began = time.perf_counter()
    with SandboxMarkets().serving(chosen.values()) as environment:
        for crawled in crawl_markets({name: day.isoformat() for name, day in days.items()}, environment, meanwhile):
            outcome.markets.append(crawled)
            tell("crawled", {"market": crawled})
    outcome.markets.sort(key=lambda crawled: crawled.market)
    line = {
        "stage": "crawl",
        "markets": sum(crawled.landed for crawled in outcome.markets),
        "of": len(days),
        "ads": sum(crawled.ads for crawled in outcome.markets),
        "quarantined": sum(crawled.quarantined for crawled in outcome.markets),
        "seconds": time.perf_counter() - began,
    }
    outcome.stages.append(line)
    tell("stage", line)


def _bring_history(settings: Settings, today: dict[str, date], outcome: Outcome, tell: Tell) -> None:
    """Give a new home the days before today of the simulated markets."""
    began = time.perf_counter()
    tell("history", {"days": settings.sandbox_days})
    report = land_history(settings, today)
    line = {
        "stage": "history",
        "partitions": len(report.landed),
        "ads": report.total_landed,
        "quarantined": report.quarantined,
        "seconds": time.perf_counter() - began,
    }
    outcome.stages.append(line)
    tell("stage", line)


def _parse_what_is_left(home: Path) -> list[str]:
    """Read what was not read (imports, crawls killed after landing) or not by the parser as it is now.

    A market that cannot be read keeps no other from being looked at for signs of children, nor from being published;
    returns what is wrong with each that cannot.
    """
    unreadable = []
    for partition in placed(home):
        place = (home, partition.market, partition.day)
        try:
            if not is_read(*place):
                parse(*place)
            if not is_scanned(*place):
                scan(*place)
        except OSError as error:
            if error.errno in NO_SPACE:
                raise
            unreadable.append(f"{partition.market} {partition.day}: {error.strerror or type(error).__name__}")
        except Exception as error:  # whatever a damaged file does to its reader
            words = str(error).strip().splitlines() or [type(error).__name__]
            unreadable.append(f"{partition.market} {partition.day}: {words[0][:200]}")
    return unreadable


# -- refine -------------------------------------------------------------------------------------------------------


def _refine(settings: Settings, instance: dg.DagsterInstance, wanted: Wanted, outcome: Outcome, tell: Tell) -> None:
    with open_warehouse(settings.home, outcome.warnings.append) as warehouse:
        if not warehouse.partitions:
            outcome.failed.append("nothing has landed; crawl a market or import a file first")
            return
        due = set(warehouse.unpublished_days()) | _asked_for(wanted, warehouse)
        changed = warehouse.changed_models()
        last = max(warehouse.landed_days())
    if not due and not changed and _is_made(settings):
        outcome.already = True
        return
    due = due or {last}
    run_refine(instance, min(due), max(due), wanted.accept, outcome, tell)
    if any(is_damage(failure) for failure in outcome.failed):
        # The damage lay where only a query looks. All of it can be made anew, once.
        outcome.warnings.append(quarantine(settings.home))
        outcome.failed = [failure for failure in outcome.failed if not is_damage(failure)]
        run_refine(instance, *_all_days(settings.home), wanted.accept, outcome, tell)


def _is_made(settings: Settings) -> bool:
    """Whether a build by this code and of these settings was made, be it shown or not (after a rollback it is not)."""
    made = newest(settings.home)
    if made is None or current(settings.home) is None:
        return False
    try:
        manifest = manifest_of(made)
    except ManifestUnreadable:
        return False
    return bool(manifest["code_version"] == code_version() and manifest.get("identities") == settings.identities)


def _all_days(home: Path) -> tuple[date, date]:
    days = [partition.day for partition in placed(home)]
    return min(days), max(days)


def _asked_for(wanted: Wanted, warehouse: Warehouse) -> set[date]:
    if wanted.day is None and wanted.first is None and wanted.last is None:
        return set()
    first = wanted.day or wanted.first or date.min
    last = wanted.day or wanted.last or date.max
    days = {day for day in warehouse.landed_days() if first <= day <= last}
    if not days and not wanted.crawls:
        raise RefreshError(f"nothing has landed from {first} to {last}; see gaining-ground status")
    return days


def run_refine(
    instance: dg.DagsterInstance, first: date, last: date, accept: str | None, outcome: Outcome, tell: Tell
) -> None:
    """Refine a range of days as one run, and note in the outcome how it went."""
    from pipelines.definitions import defs
    from pipelines.progress import listen, unlisten

    job = defs.resolve_job_def("refine")
    stages = StageTimes(list(job.graph.node_dict), tell)
    tags = {RANGE_START: first.isoformat(), RANGE_END: last.isoformat(), **own_tags()}
    listen(stages.hear)
    try:
        result = job.execute_in_process(
            instance=instance,
            tags={**tags, ACCEPT_TAG: accept} if accept else tags,
            run_config={"loggers": {"progress": {}}},
            raise_on_error=False,
        )
    finally:
        unlisten(stages.hear)
    outcome.stages += stages.lines.values()
    _read_checks(result, outcome)
    outcome.published = result.success
    if not result.success and not outcome.held_back:
        outcome.failed += [with_remedy(failure) for failure in failures(result)]


def _read_checks(result: dg.ExecuteInProcessResult, outcome: Outcome) -> None:
    for evaluation in result.get_asset_check_evaluations():
        if evaluation.passed:
            continue
        line = f"{evaluation.asset_key.to_user_string()}: {evaluation.description}"
        blocks = evaluation.severity == dg.AssetCheckSeverity.ERROR
        (outcome.held_back if blocks else outcome.warnings).append(line)


def database_shown(home: Path) -> Path:
    """The analyst's file that people see: the same path for every build."""
    return home / "published" / "current" / FILE


def pages_shown(home: Path) -> Path:
    """The first page that people see."""
    return home / "published" / "current" / "site" / "investigator" / "index.html"
