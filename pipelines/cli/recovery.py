"""`gaining-ground rollback`, `rebuild`, `maintain`: look after a home."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from pipelines.cli.terminal import Terminal, print_json

Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(rollback)
    app.command()(rebuild)
    app.command()(maintain)


def rollback(
    why: Annotated[str, typer.Option(help="Why; it is noted in records/publishing.jsonl.")],
    build: Annotated[str | None, typer.Argument(help="The build to show; the one before unless given.")] = None,
    by: Annotated[str | None, typer.Option(help="Who decided it; the account's name unless given.")] = None,
    as_json: Json = False,
) -> None:
    """Show an earlier build again, by one rename; nothing is deleted.

    A build that holds what was purged since is refused. It stays until something new lands or other code runs.
    """
    from pipelines.rollback import rollback as run
    from pipelines.settings import prepare_home
    from pipelines.status import write_status

    home = prepare_home().home
    done = run(home, build, why, by)
    write_status(home)
    if as_json:
        print_json({"before": done.before, "now": done.now})
    else:
        typer.echo(f"people saw  {done.before}\nand see now {done.now}")


def rebuild(as_json: Json = False) -> None:
    """Read every archived page again, make every table anew, publish, and say which tables are not what they were.

    Exit code 1 when a table differs; its name is said.
    """
    from pipelines.rebuild import rebuild as run
    from pipelines.settings import prepare_home

    with Terminal(quiet=as_json) as terminal:
        rebuilt = run(prepare_home(), terminal.tell)
    if as_json:
        print_json(
            {
                "exit_code": rebuilt.exit_code,
                "tables": rebuilt.tables,
                "compared": rebuilt.compared,
                "different": rebuilt.different,
            }
            | {name: getattr(rebuilt.outcome, name) for name in ("published", "held_back", "failed", "warnings")}
        )
    else:
        terminal.conclude(rebuilt.outcome)
        if not rebuilt.outcome.published:
            typer.echo("the warehouse is the one from before", err=True)
        elif rebuilt.different is None:
            typer.echo(f"{rebuilt.tables} tables made anew; there was no sound warehouse to compare them with")
        else:
            same = rebuilt.compared - len(rebuilt.different)
            typer.echo(f"{same} of {rebuilt.compared} tables that are made as before are what they were")
        for name in rebuilt.different or []:
            typer.echo(f"different: {name}", err=True)
    raise typer.Exit(rebuilt.exit_code)


def maintain(
    keep_days: Annotated[int, typer.Option(min=1, help="Keep ended runs and their logs for so many days.")] = 90,
    keep_builds: Annotated[int, typer.Option(min=1, help="Keep so many builds; the one shown stays always.")] = 7,
    as_json: Json = False,
) -> None:
    """Remove old runs, logs, builds, caches and what killed processes left; note how large each store is.

    What is archived, labelled or logged by people is never removed here.
    """
    from pipelines.maintenance import maintain as run
    from pipelines.settings import prepare_home
    from pipelines.status import write_status

    home = prepare_home().home
    done = run(home, timedelta(days=keep_days), keep_builds)
    write_status(home)
    if as_json:
        print_json(done.document())
        return
    typer.echo(
        f"removed   {done.runs} runs, {done.builds} builds, {done.leftovers} leftovers, {done.cached} cached files"
    )
    for name, size in done.bytes.items():
        typer.echo(f"{name:<10}{size / 1e6:10.1f} MB")
