"""Why somebody asks, and who: options of every command that shows what is restricted, or gives something out."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

LEAST = 5

Purpose = Annotated[
    str | None, typer.Option(help="Why, such as the number of a case; asked for where it is missing, and logged.")
]
By = Annotated[str | None, typer.Option(help="Who asks; the account's name unless given.")]


def purpose_of(given: str | None) -> str:
    """The purpose, asked for on a terminal; wrong use where there is none."""
    if given is None and sys.stdin.isatty():
        given = typer.prompt("Purpose")
    if given is None or len(given.strip()) < LEAST:
        raise typer.BadParameter(f"say why in {LEAST} letters or more; it is logged", param_hint="--purpose")
    return given.strip()
