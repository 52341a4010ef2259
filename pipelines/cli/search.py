"""`gaining-ground search`: where something was seen, and when, for a purpose that is logged."""

from __future__ import annotations

from typing import Annotated

import typer

from pipelines.cli.purpose import By, Purpose, purpose_of
from pipelines.cli.terminal import print_json, printable


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(search)


def search(
    term: Annotated[str, typer.Argument(help="A phone in any spelling, an e-mail, handle, address, place, or words.")],
    purpose: Purpose = None,
    by: By = None,
    most: Annotated[int, typer.Option(help="How many ads to show, the newest first.", min=1, max=1000)] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Find where a phone, e-mail, handle or address was seen, over every ad there is; a place or words, over the build.

    Who asked and why is noted in records/access.jsonl before anything is shown; not what was asked for, but a keyed
    trace of it.
    """
    from pipelines.searching import search as find
    from pipelines.settings import prepare_home

    found = find(prepare_home().home, term, purpose_of(purpose), by, most)
    if as_json:
        print_json(found.document())
        return
    for seen in found.history:
        typer.echo(
            f"{seen.kind} {printable(seen.value)}: {seen.city}, {seen.ads:,} ads of {seen.advertisers:,} advertisers,"
            f" {seen.first_day} to {seen.last_day}"
        )
    for ad in found.ads:
        lead = f"  lead {ad['lead_id']} ({ad['status']})" if ad["lead_id"] else ""
        typer.echo(f"\n{ad['day']}  {ad['city']}.{ad['source']}  advertiser {ad['advertiser_id']}{lead}")
        typer.echo(f"    ad     {ad['ad_id']}\n    at     {printable(ad['url'] or '')}")
        typer.echo(f"    title  {printable(ad['title'] or '')}")
    shown = f", the newest {len(found.ads):,} shown" if found.total > len(found.ads) else ""
    typer.echo(f"\n{found.total:,} ads{shown}. Lead, not evidence - corroborate independently.")
