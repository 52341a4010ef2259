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
        list[Path],
        typer.Argument(
            help="Records as .jsonl, .csv or .parquet; archived pages as .warc, .warc.gz or CDR documents (.jsonl)."
        ),
    ],
    source: Annotated[
        str | None, typer.Option(help="The source of records that name none; how pages are read.")
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option(help="A YAML file that says which of the partner's columns is which field.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Land advertisements by their own city and capture day; refine them with `refresh --no-crawl`.

    A record with an unknown field or a bad value is quarantined whole, with the reason, and counted. Each names the
    file (by its SHA-256) and the line that it came from.
    """
    from pipelines.landing import land
    from pipelines.settings import prepare_home
    from scrapers.mapping import read_mapping

    report = land(prepare_home(), files, source, read_mapping(mapping) if mapping else None)
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
