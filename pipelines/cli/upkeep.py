"""`gaining-ground init`, `status`, `doctor`, `dev`: a home, how things stand, this machine, the UI."""

from __future__ import annotations

import os
import re
import sys
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.terminal import print_json


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(init)
    app.command()(status)
    app.command()(doctor)
    app.command()(dev)


def init() -> None:
    """Make a new home ($GAINING_GROUND_HOME, ./data unless set): folders, file modes, Dagster instance."""
    from pipelines.settings import prepare_home

    home = prepare_home().home
    typer.echo(f"home      {home}")
    typer.echo("next      gaining-ground refresh, or gaining-ground import FILE")


def status(
    max_age: Annotated[
        str | None, typer.Option(help="Exit 1 when the published build is older, such as 26h or 2d.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Say what is published, how fresh each market is, and what failed last."""
    from pipelines.settings import prepare_home
    from pipelines.status import read_status

    limit = _duration(max_age) if max_age else None
    stand = read_status(prepare_home().home)
    too_old = limit is not None and (stand.age is None or stand.age > limit)
    if as_json:
        print_json({**stand.document(), "too_old": too_old})
    else:
        for line in stand.lines():
            typer.echo(line)
        if too_old:
            typer.echo(f"too old: nothing was published within {max_age}; run gaining-ground refresh", err=True)
    raise typer.Exit(1 if too_old else 0)


def _duration(text: str) -> timedelta:
    found = re.fullmatch(r"(\d+)([mhd])", text)
    if not found:
        raise typer.BadParameter(f"--max-age {text}: write a number and m, h or d, such as 26h")
    unit = {"m": "minutes", "h": "hours", "d": "days"}[found[2]]
    return timedelta(**{unit: int(found[1])})


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Look for what is wrong with this machine, and say what to do about it; exit 1 when something is."""
    from pipelines.doctor import examine

    findings = examine()
    if as_json:
        print_json({"findings": [{"what": f.what, "ok": f.ok, "remedy": f.remedy} for f in findings]})
    else:
        for finding in findings:
            typer.echo(f"{'ok ' if finding.ok else 'NO '} {finding.what}")
            if not finding.ok:
                typer.echo(f"     {finding.remedy}")
    raise typer.Exit(0 if all(finding.ok for finding in findings) else 1)


def dev(
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1.")] = 3000,
) -> None:
    """Open the Dagster UI on 127.0.0.1, with the daemon that runs the schedule and the sensors.

    The UI has no login of its own: it listens on this machine only.
    """
    from pipelines.settings import PROJECT, prepare_home

    prepare_home()
    os.chdir(PROJECT)
    os.environ["VIRTUAL_ENV"] = sys.prefix
    dg = str(Path(sys.executable).with_name("dg"))
    command = [sys.executable, dg, "dev", "--host", "127.0.0.1", "--port", str(port)]
    os.execv(sys.executable, command)
