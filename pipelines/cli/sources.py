"""`gaining-ground source`: begin a site's YAML, and try its selectors on saved pages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.terminal import print_json

source = typer.Typer(help="The sites that are crawled, one YAML file each.", no_args_is_help=True)
#: How much of a value is shown.
WIDTH = 60


def register(app: typer.Typer) -> None:
    """Add the family of commands."""
    app.add_typer(source, name="source")


@source.command()
def new(
    name: Annotated[str, typer.Argument(help="The source's slug: a-z, 0-9 and _.")],
    start_url: Annotated[str, typer.Option(help="The first listing page; {city_host} or {city} stands for the city.")],
    legal_basis: Annotated[str, typer.Option(help="On what legal basis the site is read, and who says so.")],
    contact: Annotated[str, typer.Option(help="The address that the site's operator can write to.")],
    page: Annotated[Path | None, typer.Option(help="An ad page that you saved from the site.")] = None,
) -> None:
    """Write a source's YAML, a saved page and a test that fails until its selectors are right."""
    from scrapers.scaffold import begin

    for path in begin(name, start_url, legal_basis, contact, page):
        typer.echo(f"wrote     {path}")
    typer.echo(f"next      put the site's own selectors in, then gaining-ground source check {name}")


@source.command()
def check(
    name: Annotated[str, typer.Argument(help="The source's slug.")],
    pages: Annotated[Path | None, typer.Option(help="A folder of saved pages; the tests' own unless given.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Run the selectors on saved pages and say what each found. Exit 1 when a required field is missing."""
    from scrapers.scaffold import check as try_selectors

    found = list(try_selectors(name, pages))
    if as_json:
        print_json({"fields": [vars(item) for item in found]})
    else:
        for item in found:
            state = "found  " if item.found else "MISSING" if item.is_required else "-      "
            typer.echo(f"{state}  {item.page:24}  {item.field:12}  {(item.found or '')[:WIDTH]}".rstrip())
    raise typer.Exit(1 if any(item.is_required and item.found is None for item in found) else 0)
