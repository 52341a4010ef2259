"""`gaining-ground child-safety`: the restricted list, for a person to look at the same day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

import typer

from pipelines.cli.terminal import print_json, printable


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("child-safety")(child_safety)


def child_safety(
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only ads captured on this day or later.")
    ] = None,
    by: Annotated[str | None, typer.Option(help="Who reads; the account's name unless given.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Show ads that say a person offered may be under eighteen, newest first, and whom to tell.

    Every reading is noted in records/access.jsonl. The list is in no build, score or rank. A sign is not a finding:
    a person decides; the duty to report is the agency's.
    """
    from assets.safety.contacts import contacts
    from pipelines.access import read_child_safety
    from pipelines.settings import prepare_home

    day: date | None = since.date() if since else None
    found = read_child_safety(prepare_home().home, by, day)
    told = [contact.model_dump() for contact in contacts()]
    if as_json:
        print_json({"signals": found.to_dicts(), "contacts": told})
        return
    for row in found.iter_rows(named=True):
        typer.echo(_shown(row))
    typer.echo(f"{found['ad_id'].n_unique():,} ads. A sign, not a finding: look at the ad, and decide today.\n")
    for contact in told:
        typer.echo(f"{contact['name']}, {contact['country']}: {contact['reach']}")


def _shown(row: dict[str, Any]) -> str:
    """A sign on four lines; nothing of the text can begin a line or move the cursor."""
    quote, url = printable(row["quote"]), printable(row["url"])
    head = f"{row['day']}  {row['market']}  {row['kind']}: {row['term']}"
    return f"{head}\n    ad     {row['ad_id']}\n    at     {url}\n    text   {quote}\n"
