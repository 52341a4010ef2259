"""`gaining-ground watch`: the watch list as it holds today, and what it matched."""

from __future__ import annotations

from typing import Annotated

import typer

from pipelines.cli.terminal import print_json


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(watch)


def watch(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Check config/watch_list.yml and show the ads of the newest day that match, by case.

    Exit code 1: an entry ended or does not hold yet, and matches nothing.
    """
    from pipelines.settings import prepare_home
    from pipelines.watching import watched

    found = watched(prepare_home().home)
    if as_json:
        print_json({"holding": found.holding, "hits": found.by_case, "refused": list(found.refused)})
    else:
        typer.echo(f"{found.holding} entries hold today")
        for case, ads in found.by_case.items():
            typer.echo(f"{ads} ads of the newest day match case {case}; see mart_watch_hits")
        for refused in found.refused:
            typer.echo(f"refused: {refused}", err=True)
    raise typer.Exit(1 if found.refused else 0)
