"""`gaining-ground sandbox`: the simulated markets."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
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
def truth(
    folder: Annotated[Path, typer.Argument(help="Where to write it; keep it away from the home that it is to judge.")],
    day: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The simulated day; today unless given.")
    ] = None,
    seed: Annotated[int, typer.Option(help="The seed of the markets that were served.")] = 1,
) -> None:
    """Write who is really behind each simulated ad of a day, as Parquet. No page and no table shows it."""
    from sandbox.truth import write_truth
    from sandbox.world import World

    wanted = day.date() if day else datetime.now(UTC).date()
    typer.echo(write_truth(World(seed), wanted, folder))


@sandbox.command()
def serve(
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1; 0 takes any free one.")] = 8000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same ads.")] = 1,
) -> None:
    """Serve the simulated markets on 127.0.0.1 until interrupted; the Host header names the city."""
    os.execv(
        sys.executable,
        [sys.executable, "-m", "sandbox.server", "--port", str(port), "--seed", str(seed)],
    )
