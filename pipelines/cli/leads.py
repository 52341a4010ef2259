"""`gaining-ground explain`: a lead with every reason, what else could explain it, and that the points add up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipelines.cli.terminal import print_json

if TYPE_CHECKING:
    from pipelines.lead_explanation import Explanation, Quote, Reason

NOTICE = "Lead, not evidence - corroborate independently."
#: Examples of a reason that are shown; --json has all.
SHOWN = 2


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(explain)


def explain(
    lead: Annotated[str, typer.Argument(help="A lead_id, as pages, review lists and mart_leads have it.")],
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="As it was on this day, with the rules and points of then."),
    ] = None,
    queries: Annotated[bool, typer.Option("--queries", help="Print the query of each rule too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Make a lead's score again from the texts and show every reason for and against it.

    The rules run anew on the advertiser's ads. The strongest innocent explanation stands first among what else could
    explain it. Exit code 1: the sum is not the score, or the texts give other evidence than was kept.
    """
    from pipelines.lead_explanation import explain as explained
    from pipelines.settings import prepare_home

    found = explained(prepare_home().home, lead, as_of.date() if as_of else None)
    if as_json:
        print_json(document(found))
    else:
        for line in _lines(found, queries):
            typer.echo(line)
    raise typer.Exit(0 if found.holds else 1)


def document(found: Explanation) -> dict[str, Any]:
    """As one JSON document."""
    return {
        "notice": NOTICE,
        **asdict(found),
        "score": found.score,
        "families": found.families,
        "sum_is_the_score": found.recorded in (None, found.score),
        "strongest_innocent_explanation": asdict(found.innocents[0]) if found.innocents else None,
    }


def _lines(found: Explanation, queries: bool) -> Iterator[str]:
    lead = found.lead
    when = f", as of {found.as_of}" if found.as_of else ""
    yield f"{lead['lead_id']}  {lead['pack']}{when}: {found.score} points, not a probability"
    yield f"{NOTICE}\n"
    yield f"advertiser {lead['advertiser_id']}, {lead['ads']} ads, {lead['first_day']} to {lead['last_day']}"
    if lead.get("cities"):
        yield f"cities {lead['cities']}; operation: {lead['operation']}; {lead['status']}, priority {lead['priority']}"
    if "score" not in lead:
        yield "no lead today: it is below the gate of its pack"
    for heading, direction in (("speaks for it", "for"), ("speaks against it", "against"), ("says neither", "none")):
        reasons = [reason for reason in found.reasons if reason.rule["direction"] == direction]
        yield f"\n{heading.upper()}"
        if not reasons:
            yield "  nothing was found; what is missing says nothing"
        for reason in reasons:
            yield from _reason(reason, queries)
    yield "\nWHAT ELSE COULD EXPLAIN IT, the strongest first"
    for innocent in found.innocents:
        yield f"  {innocent.origin}: {innocent.said}"
    if not found.innocents:
        yield "  nothing counts here, so there is nothing to explain"
    yield from _sum(found)


def _reason(reason: Reason, queries: bool) -> Iterator[str]:
    rule = reason.rule
    yield f"  {reason.points:+d}  {rule['rule_id']}: {rule['title']}"
    yield f"      {rule['why']}"
    yield (
        f"      concept {rule['concept_grade']}, our measure {rule['measure_grade']}; family {rule['family']};"
        f" reviewed by: {rule['reviewed_by']}"
    )
    yield f"      after {rule['source']}"
    yield f"      in {reason.ads} ads, {reason.share:.0%} of its texts"
    for quote in reason.quotes[:SHOWN]:
        yield f"      {quote.day}  ad {quote.ad_id[:16]}  {_marked(quote)}"
    if queries:
        yield "\n".join(f"      | {line}" for line in rule["text"].splitlines())


def _marked(quote: Quote) -> str:
    """A quote on one line; a terminal obeys nothing that an ad says."""
    from assets.staging.explaining import visible

    before, marked, after = (visible(part.replace("\n", " ")) for part in (quote.before, quote.marked, quote.after))
    return f"…{before}«{marked}»{after}…" if marked else f"(the whole ad) {after}…"


def _sum(found: Explanation) -> Iterator[str]:
    counting = [reason.points for reason in found.reasons if reason.points]
    added = " ".join(f"{points:+d}" for points in counting).removeprefix("+") or "0"
    yield f"\n{added} = {found.score} points; families that count: {', '.join(found.families) or 'none'}"
    yield f"gate: {found.families_needed} families and {found.points_needed} points"
    if found.recorded is not None:
        says = "the sum is the score" if found.recorded == found.score else "the sum is NOT the score"
        yield f"{says}: {found.recorded} points were recorded"
    if found.differing_spans:
        yield (
            f"{found.differing_spans} spans are not what the texts give now: the rules changed since;"
            " run gaining-ground refresh --no-crawl"
        )
    yield from (f"note: {note}" for note in found.notes)
