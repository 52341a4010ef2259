"""`gaining-ground evaluate`: how well each stage does against the sandbox's truth."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.markets import Difficulty


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(evaluate)


def evaluate(
    seed: Annotated[list[int] | None, typer.Option(min=0, help="A seed (may repeat); 2 to 5 unless given.")] = None,
    ads: Annotated[int, typer.Option(min=500, help="How many ads a seed.")] = 40_000,
    level: Annotated[Difficulty, typer.Option(help="How hard the texts are.")] = Difficulty.HARD,
    out: Annotated[Path | None, typer.Option(help="Write the table to this file too.")] = None,
) -> None:
    """Write simulated markets, let every stage work on them, and compare with the truth, with intervals.

    A stage that does not exist yet prints "not measured". The figures show that the machinery works; they are not
    accuracy in the field.
    """
    from pipelines.evaluation.run import REPORTED, report
    from pipelines.evaluation.run import evaluate as run

    if out and not out.parent.is_dir():
        raise ValueError(f"{out.parent}: no such folder; make it first")
    seeds = tuple(seed or REPORTED)
    figures = run(seeds, ads, level.value, lambda text: typer.echo(text, err=True))
    text = report(figures, seeds, ads, level.value)
    typer.echo(text)
    if out:
        out.write_text(text, encoding="utf-8")
