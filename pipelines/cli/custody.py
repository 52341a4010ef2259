"""`gaining-ground verify` and `evidence`: prove what was archived, and hand one ad over as evidence."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.terminal import print_json


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(verify)
    app.command()(evidence)


def verify(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Prove that the archive is what was taken: ledger, manifests, files, records. Exit 1 when something is not."""
    from pipelines.custody import verify_home

    done = verify_home()
    if as_json:
        print_json({**vars(done), "findings": [vars(finding) for finding in done.findings]})
    else:
        for finding in done.findings:
            typer.echo(f"NO  {finding.where}: {finding.what}")
        typer.echo(
            f"{'ok ' if not done.findings else 'NO '} {done.entries:,} ledger lines, {done.partitions:,} partitions,"
            f" {done.records:,} records, {done.tombstones:,} tombstones"
        )
        typer.echo(f"    head of the ledger {done.head or 'none yet'}")
    raise typer.Exit(1 if done.findings else 0)


def evidence(
    ad_id: Annotated[str, typer.Argument(help="The ad, as in stg_ads.ad_id.")],
    out: Annotated[Path | None, typer.Option(help="The ZIP file; evidence-AD.zip in this folder unless given.")] = None,
    purpose: Annotated[str | None, typer.Option(help="For what it is handed over, such as a case number.")] = None,
    by: Annotated[str | None, typer.Option(help="Who hands it over; the account's name unless given.")] = None,
) -> None:
    """Write an ad's archived record, headers, hashes, times, its place in the ledger and what was not captured.

    It is noted in records/access.jsonl.
    """
    from pipelines.custody import hand_over

    typer.echo(f"wrote     {hand_over(ad_id, out or Path(f'evidence-{ad_id[:12]}.zip'), by, purpose)}")
    typer.echo("note      Lead, not evidence of a crime - corroborate independently.")
