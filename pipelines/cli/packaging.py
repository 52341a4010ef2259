"""`gaining-ground package`: what an audience gets, as a build of its own."""

from __future__ import annotations

from typing import Annotated

import typer

from pipelines.cli.terminal import print_json


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(package)


def package(
    name: Annotated[str | None, typer.Argument(help="The audience; every one unless given.")] = None,
    by: Annotated[str | None, typer.Option(help="Who makes it; the account's name unless given.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Make the package of each audience in config/audiences/*.yml of the build that people see.

    A package holds a database, pages, a manifest and its JSON Schema, under pseudonyms of that audience's own, for its
    cities and packs. It is noted in records/access.jsonl. One whose time is over is removed. `refresh` makes them too.
    """
    from pipelines.packaging import package_all
    from pipelines.settings import prepare_home

    done = package_all(prepare_home().home, name, by)
    if as_json:
        print_json({"made": done.made, "expired": done.expired})
        return
    for audience, folder in done.made.items():
        typer.echo(f"{audience:<24} {folder}")
    for audience in done.expired:
        typer.echo(f"{audience:<24} its time is over; the package is removed")
    if not done.made and not done.expired:
        typer.echo("no audience has a file in config/audiences; see docs/how-to.md")
