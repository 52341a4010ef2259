"""`gaining-ground sandbox`: the simulated markets."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

sandbox = typer.Typer(help="The simulated city markets that stand in for the web.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the family of commands."""
    app.add_typer(sandbox, name="sandbox")


@sandbox.callback()
def _family() -> None:
    """The simulated city markets that stand in for the web."""


@sandbox.command()
def serve(
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1; 0 takes any free one.")] = 8000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same ads.")] = 1,
    new_layout: Annotated[
        list[str] | None, typer.Option(help="SOURCE=DAY: give a site a new design from a day on.")
    ] = None,
    hostile: Annotated[
        bool, typer.Option("--hostile", help="Serve instead a market of traps, to try a crawler on.")
    ] = False,
) -> None:
    """Serve the simulated markets on 127.0.0.1 until interrupted; the Host header names city and site."""
    if hostile:
        os.execv(sys.executable, [sys.executable, "-m", "sandbox.hostile", "--port", str(port)])
    from pipelines.history import born
    from pipelines.settings import prepare_home

    command = [sys.executable, "-m", "sandbox.server", "--port", str(port), "--seed", str(seed)]
    command += ["--born", born(prepare_home().home).isoformat()]
    command += [part for wish in new_layout or [] for part in ("--new-layout", wish)]
    os.execv(sys.executable, command)


class Difficulty(StrEnum):
    """How hard the texts of a dataset are to read."""

    EASY = "easy"
    MID = "mid"
    HARD = "hard"


@sandbox.command()
def write(
    out: Annotated[Path, typer.Option(help="The Parquet file; its truth goes to FILE.truth/ beside it.")],
    ads: Annotated[int, typer.Option(min=1, max=20_000_000, help="How many ads.")] = 10_000,
    seed: Annotated[int, typer.Option(min=0, help="The same seed writes the same bytes.")] = 1,
    days: Annotated[int, typer.Option(min=1, max=3650, help="Over how many days.")] = 60,
    level: Annotated[Difficulty, typer.Option(help="How hard the texts are.")] = Difficulty.HARD,
    prevalence: Annotated[float, typer.Option(min=0.0, max=0.5, help="Share of advertisers that are rings.")] = 0.01,
    silent: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Share of rings that are seen as independents are.")
    ] = 0.30,
    twins: Annotated[
        float, typer.Option(min=0.0, max=0.5, help="Share of advertisers that are seen as rings are, and are none.")
    ] = 0.0005,
    share: Annotated[
        list[str] | None,
        typer.Option(help="CLASS=SHARE: another share than in sandbox/population.yml (may repeat); all are scaled."),
    ] = None,
) -> None:
    """Write simulated ads as a file that `import` takes, and the truth about them beside it."""
    from sandbox.dataset import write_dataset
    from sandbox.population import Parameters

    parameters = Parameters(prevalence, silent, twins, level.value, tuple(_share(wish) for wish in share or []))
    done = write_dataset(out, ads, seed, days, parameters)
    typer.echo(f"wrote {done.ads:,} ads of {done.operators:,} advertisers to {done.file}; their truth to {done.truth}")


def _share(wish: str) -> tuple[str, float]:
    name, _, share = wish.partition("=")
    try:
        return name, float(share)
    except ValueError:
        raise ValueError(f"--share {wish}: give CLASS=SHARE, such as agency=0.1") from None
