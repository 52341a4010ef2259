"""`gaining-ground rule`: the rules as they stand, and a draft tried on what is here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from pipelines.cli.terminal import print_json

rule = typer.Typer(help="The rules that flag, and drafts of them.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the family of commands."""
    app.add_typer(rule, name="rule")


@rule.command("list")
def list_(
    pack: Annotated[str | None, typer.Option(help="Only the rules of this pack.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Show every rule: points, grade of the concept and of our measure, family, what it says and who reviewed it."""
    from assets.lexicon import packs
    from assets.rule import rules

    known = [found.pack for found in packs()]
    if pack is not None and pack not in known:
        raise typer.BadParameter(f"--pack {pack}: choose from {', '.join(known)}")
    shown = [found for found in rules() if pack in (None, found.pack)]
    if as_json:
        print_json({"rules": [found.model_dump(exclude={"select"}) for found in shown]})
        return
    typer.echo(f"{'points':>6}  {'grade':<5}  {'measure':<8}  {'family':<14}  rule")
    for found in shown:
        audit = "  (for audits only)" if found.is_protected else ""
        typer.echo(
            f"{found.points:>6}  {found.concept_grade:<5}  {found.measure_grade:<8}  {found.family:<14}"
            f"  {found.rule_id}: {found.title}{audit}; reviewed by: {found.reviewed_by}"
        )


@rule.command("try")
def try_(
    file: Annotated[Path, typer.Argument(help="A rule as in docs/how-to.md, wherever it lies.")],
    truth: Annotated[
        Path | None, typer.Option(help="A file of `sandbox write` that was imported here: shows who is hit in truth.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Run a draft on the warehouse: hits, share of the market, by language and group, overlap with other rules.

    Nothing is written. A share says how often words stand somewhere, and nothing of who writes them.
    """
    from pipelines.rule_trial import try_rule
    from pipelines.settings import prepare_home

    trial = try_rule(prepare_home().home, file, truth)
    if as_json:
        print_json(_document(trial))
        return
    for line in _lines(trial):
        typer.echo(line)


def _lines(trial: Any) -> Iterator[str]:
    yield f"{trial.rule.rule_id}: {trial.rule.title}"
    yield f"{trial.spans:,} spans"
    for share in (trial.ads, trial.advertisers):
        yield _share(share)
    for words, shares in (("city", trial.by_city), ("language", trial.by_language), ("stated group", trial.by_group)):
        yield f"\nads by {words}"
        yield from map(_share, shares)
    yield "\noverlap with other rules, in advertisers"
    for other in trial.overlaps:
        yield f"  {other.rule_id:<34} {other.both:>8,} in both, {other.jaccard:6.1%} of those in either"
    if trial.by_class:
        yield "\nadvertisers by what they are in truth (simulated: no accuracy in the field)"
        yield from map(_share, trial.by_class)
        hit = sum(share.hit for share in trial.by_class)
        for share in trial.by_class:
            if share.hit:
                yield f"  of those hit {share.hit / hit:6.1%} are {share.name}"


def _share(share: Any) -> str:
    low, high = share.interval
    part = share.hit / share.of if share.of else 0.0
    return f"  {share.name:<20} {share.hit:>8,} of {share.of:>9,}  {part:6.1%}  ({low:.1%} to {high:.1%})"


def _document(trial: Any) -> dict[str, Any]:
    def shares(found: list[Any]) -> list[dict[str, Any]]:
        return [{**vars(share), "interval": share.interval} for share in found]

    return {
        "rule_id": trial.rule.rule_id,
        "spans": trial.spans,
        "ads": shares([trial.ads])[0],
        "advertisers": shares([trial.advertisers])[0],
        "by_city": shares(trial.by_city),
        "by_language": shares(trial.by_language),
        "by_group": shares(trial.by_group),
        "overlaps": [vars(other) for other in trial.overlaps],
        "by_class": shares(trial.by_class),
    }
