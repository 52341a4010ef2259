"""`gaining-ground label` and `review`: what people say of leads, and lists for them to look at."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from pipelines.cli.terminal import print_json


class ByLead(TyperGroup):
    """`label LEAD ...` is `label lead LEAD ...`."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that the first word names, or the one for a lead."""
        return super().resolve_command(ctx, args if args[0] in self.commands else ["lead", *args])


label = typer.Typer(
    help="What people say of leads: label LEAD --opinion ... or --outcome ...; kept in records/labels.jsonl.",
    no_args_is_help=True,
    cls=ByLead,
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(label, name="label")
    app.command()(review)


@label.command("lead")
def lead_(
    lead: Annotated[str, typer.Argument(help="A lead_id, from a page, a review list or mart_leads.")],
    by: Annotated[str, typer.Option(help="Who says it.")],
    opinion: Annotated[
        str | None, typer.Option(help="Of who looked at the ads: confirmed, dismissed, or operation=KIND.")
    ] = None,
    outcome: Annotated[
        str | None,
        typer.Option(help="What became of it: case_opened, services_accepted, charged or unfounded; needs --source."),
    ] = None,
    source: Annotated[str | None, typer.Option(help="Where an outcome is known from.")] = None,
    note: Annotated[str, typer.Option(help="Why, in words.")] = "",
) -> None:
    """Say what you think of a lead, or what became of it; the next refresh honours it.

    A dismissed lead returns only when a rule counts that did not speak for it now.
    """
    from assets.labels import label_of
    from pipelines.labelling import give
    from pipelines.settings import prepare_home

    given = {"lead_id": lead, "by": by, "opinion": opinion, "outcome": outcome, "source": source, "note": note}
    try:
        made = label_of({**given, "at": datetime.now(UTC).isoformat()}, "the label", 1)
    except ValueError as error:
        raise typer.BadParameter(str(error).removeprefix("the label: line 1: ").split("; mend")[0]) from error
    give(prepare_home().home, made)
    typer.echo(f"{lead}: {opinion or outcome} noted")


@label.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="The labels.jsonl that a page wrote.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Take in labels that a page wrote: all of them, or none where one is wrong; a second time changes nothing."""
    from pipelines.labelling import take_in
    from pipelines.settings import prepare_home

    done = take_in(prepare_home().home, file)
    if as_json:
        print_json(asdict(done))
        return
    typer.echo(f"{done.taken} labels taken, {done.known} were here already")
    if done.unplaced:
        typer.echo(
            f"{done.unplaced} are of leads that are not here now; they are kept, and count when the lead is back"
        )


@label.command("precision")
def precision(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Show how often people confirmed what was flagged: by rule, among the first leads, and below the threshold.

    As of the last refresh (mart_label_precision). Items drawn at random stand for those they were drawn from; the
    interval is Wilson's at the effective number of items.
    """
    from pipelines.reader import reading
    from pipelines.settings import prepare_home

    with reading(prepare_home().home) as connection:
        rows = connection.sql("SELECT * FROM mart_label_precision ORDER BY pack, kind, measure, name").pl().to_dicts()
    if as_json:
        print_json({"precision": rows})
        return
    typer.echo(f"{'pack':<12} {'kind':<8} {'measure':<7} {'confirmed':>12}  {'share':>6}  {'95 % interval':<17}  of")
    for row in rows:
        of = f"{row['confirmed']} of {row['labelled']}"
        between = f"{row['low']:.1%} to {row['high']:.1%}"
        typer.echo(
            f"{row['pack']:<12} {row['kind']:<8} {row['measure']:<7} {of:>12}  {row['share']:6.1%}  {between:<17}"
            f"  {row['name']}"
        )
    if not rows:
        typer.echo("no labels are counted yet; give some, then refresh")


def review(
    pack: Annotated[str, typer.Option(help="The pack whose leads are reviewed.")] = "trafficking",
    size: Annotated[int, typer.Option(min=10, max=500, help="How many items.")] = 20,
    by: Annotated[str | None, typer.Option(help="Who reviews; the account's name unless given.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Draw a list to review: leads by priority, and among them, unmarked, a tenth drawn from everybody else.

    No score and no rule is shown. Label every item, also those that seem plain: only so can be told what is missed.
    The draw is kept in records/draws.jsonl and the reading in records/access.jsonl.
    """
    from assets.staging.explaining import visible
    from pipelines.review import draw
    from pipelines.settings import prepare_home

    drawn = draw(prepare_home().home, pack, size, by)
    if as_json:
        print_json({"draw_id": drawn.draw_id, "pack": drawn.pack, "items": [asdict(item) for item in drawn.items]})
        return
    for number, item in enumerate(drawn.items, start=1):
        typer.echo(f"{number:>3}  {item.lead_id}  {item.ads} ads in {item.cities}, {item.first_day} to {item.last_day}")
        for text in item.texts:
            typer.echo("\n".join(f"       {line}" for line in visible(text).split("\n")) + "\n")
    typer.echo(f"{len(drawn.items)} items of list {drawn.draw_id}; label each: gaining-ground label LEAD --opinion ...")
