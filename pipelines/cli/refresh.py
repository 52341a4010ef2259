"""`gaining-ground refresh`: crawl, refine, check, publish."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from pipelines.cli.terminal import Terminal, print_json

Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(refresh)


def refresh(
    day: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only this day (crawling knows today only).")
    ] = None,
    first: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="Derive again from this day on.")
    ] = None,
    last: Annotated[
        datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Derive again up to this day.")
    ] = None,
    city: Annotated[list[str] | None, typer.Option(help="Crawl only this city (may repeat).")] = None,
    source: Annotated[list[str] | None, typer.Option(help="Crawl only this source (may repeat).")] = None,
    crawl: Annotated[bool, typer.Option("--crawl/--no-crawl", help="Refine what has landed without crawling.")] = True,
    accept: Annotated[
        str | None, typer.Option(help="Why a build that was held back for a jump is right; the manifest keeps it.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Crawl the markets for today, refine every stage, check every contract, publish.

    Exit code 0: done. 1: something failed (what was published and what is missing is named). 2: wrong use.
    3: a check held back the publish; the old pages stay.
    """
    from pipelines.refresh import RefreshError, Wanted, database_shown, pages_shown
    from pipelines.refresh import refresh as run
    from pipelines.settings import prepare_home

    if first and last and first > last:
        raise typer.BadParameter(f"--from {first:%Y-%m-%d} is after --to {last:%Y-%m-%d}; swap them")
    if accept is not None and not accept.strip():
        raise typer.BadParameter("--accept: says nothing; say why the build is right")
    wanted = Wanted(
        cities=tuple(city or ()),
        sources=tuple(source or ()),
        day=_date(day),
        first=_date(first),
        last=_date(last),
        crawls=crawl and first is None and last is None,
        accept=(accept or "").strip() or None,
    )
    with Terminal(quiet=as_json) as terminal:
        try:
            settings = prepare_home()
            outcome = run(settings, wanted, terminal.tell)
        except RefreshError as error:
            raise typer.BadParameter(str(error)) from error
    if as_json:
        print_json(_document(outcome, settings.home))
    else:
        terminal.conclude(outcome)
        if outcome.build:
            typer.echo(f"Dashboards  {pages_shown(settings.home)}\nDatabase    {database_shown(settings.home)}")
    raise typer.Exit(outcome.exit_code)


def _date(given: datetime | None) -> date | None:
    return given.date() if given else None


def _document(outcome: Any, home: Path) -> dict[str, Any]:
    from pipelines.refresh import database_shown, pages_shown

    return {
        "exit_code": outcome.exit_code,
        "published": outcome.published,
        "already_refined": outcome.already,
        "markets": [asdict(market) for market in outcome.markets],
        "stages": outcome.stages,
        "held_back": outcome.held_back,
        "failed": outcome.failed,
        "warnings": outcome.warnings,
        "build": outcome.build,
        "child_safety_unread": outcome.child_safety_unread,
        "watch_hits": outcome.watch_hits,
        "dashboards": str(pages_shown(home)) if outcome.build else None,
        "database": str(database_shown(home)) if outcome.build else None,
    }
