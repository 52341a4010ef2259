"""`gaining-ground import`: land a partner's records as a crawl would."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.terminal import print_json


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("import")(import_)


def import_(
    files: Annotated[
        list[Path], typer.Argument(help="AdRecords as .jsonl or .parquet; archived pages as .warc or .warc.gz.")
    ],
    source: Annotated[
        str | None, typer.Option(help="The source of records that name none; how pages are read.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Land advertisements by their own city and capture day; refine them with `refresh --no-crawl`.

    A record with an unknown field or a bad value is quarantined whole, with the reason, and counted.
    """
    from pipelines.landing import land
    from pipelines.settings import prepare_home

    report = land(prepare_home(), files, source)
    if as_json:
        print_json(
            {
                "landed": report.total_landed,
                "quarantined": report.quarantined,
                "partitions": {f"{market} {day}": n for (market, day), n in sorted(report.landed.items())},
                "reasons": dict(report.reasons),
            }
        )
        return
    typer.echo(f"landed       {report.total_landed:,} records in {len(report.landed):,} partitions")
    typer.echo(f"quarantined  {report.quarantined:,} records")
    for reason, count in sorted(report.reasons.items()):
        typer.echo(f"  {count:,}  {reason}")
    if report.landed:
        typer.echo("next         gaining-ground refresh --no-crawl")
