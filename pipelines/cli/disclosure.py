"""`gaining-ground disclosure`: everything there is about a lead, for either side."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.purpose import By, Purpose, purpose_of


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(disclosure)


def disclosure(
    lead: Annotated[str, typer.Argument(help="A lead_id, as pages and mart_leads have it.")],
    purpose: Purpose = None,
    by: By = None,
    to: Annotated[str | None, typer.Option(help="Who gets it.")] = None,
    out: Annotated[Path | None, typer.Option(help="The folder to make; in the home's exports/ if not.")] = None,
) -> None:
    """Write every version, reason for and against, label, rule text and measured error rate of a lead, as a folder.

    It is for the defence as for the prosecution, and holds what pages withhold. It is noted as every export is.
    """
    from assets.exports.package import NOTICE
    from pipelines.disclosing import disclose
    from pipelines.exporting import folder_for
    from pipelines.settings import prepare_home

    why, home = purpose_of(purpose), prepare_home().home
    made = disclose(home, lead, out or folder_for(home, "disclosure"), why, by, to)
    typer.echo(f"wrote     {made}")
    typer.echo(f"note      {NOTICE}")
