"""`gaining-ground purge`: remove what is due to go, or what a person asked to be removed, from every store."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from pipelines.cli.terminal import Terminal, print_json


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(purge)


def purge(
    why: Annotated[str, typer.Option(help="Why, such as the number of a request; no identifier.")],
    phone: Annotated[str | None, typer.Option(help="Every ad with this phone; - reads it from standard input.")] = None,
    email: Annotated[str | None, typer.Option(help="Every ad with this address; or -.")] = None,
    handle: Annotated[str | None, typer.Option(help="Every ad with this handle; or -.")] = None,
    url: Annotated[str | None, typer.Option(help="Every ad that names this site; or -.")] = None,
    carry_out: Annotated[
        bool, typer.Option("--carry-out", help="Remove it. Without this, only say what would go.")
    ] = False,
    with_child_safety: Annotated[
        bool, typer.Option("--with-child-safety", help="Also ads on the child-safety list; a person looked at them.")
    ] = False,
    by: Annotated[str | None, typer.Option(help="Who decided it; the account's name unless given.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Remove ads whose clock ran out (config/retention.yml), or all with one identifier, and prove that they are gone.

    A dry run unless --carry-out is given. What goes, goes from the archive, the warehouse, its state, builds, packages,
    exports and Dagster; tombstones stay, which `verify` accepts. Legal holds (config/holds.yml) keep what they name.
    Exit 1 when a search of every store still finds something, 3 when a check held back the build without it.
    """
    from pipelines.access import user
    from pipelines.purging.run import dry_run
    from pipelines.purging.run import purge as run
    from pipelines.purging.wish import wish
    from pipelines.settings import prepare_home

    given = {"phone": phone, "email": email, "handle": handle, "url": url}
    read = {
        kind: typer.get_text_stream("stdin").readline().strip() if text == "-" else text for kind, text in given.items()
    }
    asked, settings = wish(why, by or user(), with_child_safety, **read), prepare_home()
    if carry_out:
        with Terminal(quiet=as_json) as terminal:
            done = run(settings, asked, terminal.tell)
    else:
        done = dry_run(settings, asked)
    if as_json:
        print_json(_document(done))
    else:
        for line in _lines(done):
            typer.echo(line)
    raise typer.Exit(done.exit_code)


def _document(done: Any) -> dict[str, Any]:
    return {
        "carried_out": done.carried_out,
        "ads": len(done.plan.ads),
        "going": done.plan.going,
        "kept": done.plan.kept,
        "records": done.plan.records,
        "emptied": done.plan.emptied,
        "partitions": len(done.plan.places),
        "buried": done.buried,
        "builds_removed": done.builds,
        "runs_removed": done.runs,
        "due_for_review": done.plan.due_for_review,
        "left": done.left,
        "by_hand": done.by_hand,
        "held_back": done.outcome.held_back,
        "failed": done.outcome.failed,
    }


def _lines(done: Any) -> list[str]:
    plan, went = done.plan, "removed" if done.carried_out else "would go"
    lines = [f"{went:<10}{n:,} ads kept as {kept_as}" for kept_as, n in plan.going.items()] or [f"{went:<10}no ad"]
    lines += [f"kept      {n:,} ads: {why}" for why, n in plan.kept.items()]
    lines.append(
        f"archive   {plan.records:,} records, {plan.emptied:,} listing pages emptied, {len(plan.places):,} partitions"
    )
    if plan.due_for_review:
        lines.append(
            f"review    {len(plan.due_for_review):,} queued leads are due: {', '.join(plan.due_for_review[:10])}"
        )
    if not done.carried_out:
        return [*lines, "nothing was changed; --carry-out removes it"]
    lines += [f"held back {reason}" for reason in done.outcome.held_back]
    lines += [f"failed    {reason}" for reason in done.outcome.failed]
    if done.outcome.exit_code:
        return [*lines, "NO        not finished: mend what is named above; the next refresh or purge finishes it"]
    lines.append(
        f"published {done.outcome.build or 'nothing is left to publish'}; {len(done.builds)} before it removed"
    )
    lines += [f"warning   {warning}" for warning in done.outcome.warnings]
    kept = " (ads that are kept show it)" if plan.kept else ""
    lines += [f"NO        still in {where}{kept}" for where in done.left]
    lines += [f"mend      {where}: people wrote it; remove it there" for where in done.by_hand]
    lines.append("backups and what was handed over are not here: gaining-ground audit --what export")
    if not done.left and not done.by_hand:
        lines.append("ok        a search of every store finds nothing of it")
    return lines
