"""`gaining-ground export`: give leads or counts out in a format that others can open."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.purpose import By, Purpose, purpose_of
from pipelines.cli.terminal import print_json


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(export)


def export(
    kind: Annotated[str, typer.Argument(metavar="FORMAT", help="The format; a wrong one names those there are.")],
    lead: Annotated[list[str] | None, typer.Option(help="A lead with all that is known of it; at most ten.")] = None,
    city: Annotated[str | None, typer.Option(help="What is of one city.")] = None,
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="What was seen since a day.")] = None,
    tier: Annotated[str, typer.Option(help="From whose file: investigator, partner or public.")] = "investigator",
    purpose: Purpose = None,
    by: By = None,
    to: Annotated[str | None, typer.Option(help="Who gets it.")] = None,
    out: Annotated[Path | None, typer.Option(help="The folder to make; in the home's exports/ if not.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Write a folder with the chosen part of the published build, and its manifest.json with the hash of each file.

    Identifiers, texts and links go with named leads only. Who gave out what, to whom and why is noted in
    records/dissemination.jsonl before the folder is in its place.
    """
    from assets.exports.package import NOTICE, Choice
    from pipelines.exporting import export as give
    from pipelines.exporting import folder_for
    from pipelines.settings import prepare_home

    choice = Choice(tier, tuple(lead or ()), city, since.date() if since else None)
    why, home = purpose_of(purpose), prepare_home().home
    made = give(home, kind, choice, out or folder_for(home, kind), why, by, to)
    if as_json:
        print_json({"folder": str(made), "files": sorted(path.name for path in made.iterdir())})
        return
    typer.echo(f"wrote     {made}")
    typer.echo(f"note      {NOTICE}")
