"""`gaining-ground audit`: who searched, exported, labelled, purged or read what is restricted."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import typer

from pipelines.cli.terminal import print_json

#: What every line has, which is shown in a column of its own or not at all.
_SHOWN = ("seq", "previous", "hash", "at", "by", "what", "ads", "purpose")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(audit)


def audit(
    by: Annotated[str | None, typer.Option(help="Only what this person did.")] = None,
    what: Annotated[
        str | None, typer.Option(help="Only what begins with this word, such as export, search, label or purge.")
    ] = None,
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only from this day on (UTC).")] = None,
    head: Annotated[
        list[str] | None, typer.Option(help="A head of the log that was written down elsewhere, such as in an export.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Show the log of accesses and check its chain. Exit 1 when a line was altered, taken out or put in.

    The log holds who, when, what, how many ads and for what purpose; nothing of what was read.
    """
    from pipelines.auditing import Asked
    from pipelines.auditing import audit as run
    from pipelines.settings import prepare_home

    done = run(prepare_home().home, Asked(by, what, since.date() if since else None), head or [])
    if as_json:
        print_json({"lines": done.lines, "of": done.of, "head": done.head, "findings": done.findings})
    else:
        for line in done.lines:
            typer.echo(_line(line))
        for finding in done.findings:
            typer.echo(f"NO  {finding}")
        typer.echo(f"{'NO ' if done.findings else 'ok '} {len(done.lines):,} of {done.of:,} lines shown")
        typer.echo(f"    head of the log {done.head or 'none yet'}")
    raise typer.Exit(1 if done.findings else 0)


def _line(entry: dict[str, Any]) -> str:
    """A line of the log; nothing that somebody gave as a purpose can begin a line or move the cursor."""
    more = [f"for {entry['purpose']}"] if entry.get("purpose") else []
    more += [f"{name} {value}" for name, value in entry.items() if name not in _SHOWN]
    told = (
        f"{str(entry.get('at', ''))[:19]}  {entry.get('by', '?')}  {entry.get('what', '?')}, {entry.get('ads', 0)} ads"
    )
    return "".join(c if c.isprintable() else " " for c in "; ".join([told, *more]))
