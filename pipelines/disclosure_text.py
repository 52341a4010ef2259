"""The words of a disclosure, from its document: pure, and the same size for what speaks for and against."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from assets.staging.explaining import visible

#: Marked words of a reason that the text shows; the document has all.
SHOWN = 5
_NOTHING = "Nothing was found. What is missing says nothing."


def text_of(told: dict[str, Any]) -> str:
    """The document as Markdown."""
    return "\n".join(_lines(told)) + "\n"


def _lines(told: dict[str, Any]) -> Iterator[str]:
    yield from _head(told)
    sections: list[tuple[str, Iterable[str], str]] = [
        ("What speaks for", _reasons(told, "for"), _NOTHING),
        ("What speaks against", _reasons(told, "against"), _NOTHING),
        ("What speaks neither way", _reasons(told, "none"), _NOTHING),
        ("What else could explain it, the strongest first", _innocents(told), "Nothing counts that asks for it."),
        ("How often the rules are wrong", _errors(told), "No rule counts here."),
        ("What people said of it", map(_label, told["labels"]), "Nobody has said anything of it."),
        ("Every version of the lead", map(_version, told["versions_of_the_lead"]), "No published day is kept."),
        ("Why its ads were put together", _grouping(told), "It is one ad."),
        ("To whom any of it was given", map(_given, told["given_out"]), "To nobody before."),
        ("Every version of every rule that is named here", _rules(told), "None is kept."),
    ]
    for heading, lines, otherwise in sections:
        yield f"\n## {heading}\n"
        yield from list(lines) or [otherwise]


def _head(told: dict[str, Any]) -> Iterator[str]:
    lead = told["lead"]
    yield f"# Disclosure of lead {lead['lead_id']}\n"
    yield f"**{told['notice']}** Build {told['build']}, {told['exported_at']}. disclosure.json holds all of it.\n"
    yield "An advertiser is a grouping of texts by a program: several people, one, a business, or a mistake.\n"
    yield f"- pack {lead['pack']}, advertiser {lead['advertiser_id']}, {len(told['ads'])} ads"
    yield f"- {told['score']} points, which order work and are no probability; {told['recorded_score']} were recorded"
    yield f"- the gate asks for {told['needed']['families']} families and {told['needed']['points']} points"
    yield from (f"- {note}" for note in told["notes"])


def _innocents(told: dict[str, Any]) -> Iterator[str]:
    yield from (f"- {innocent['origin']}: {innocent['said']}" for innocent in told["innocent_explanations"])


def _version(row: dict[str, Any]) -> str:
    return f"- {row['day']}: {row['score']} points, {row['ads']} ads, by {row['counting']}"


def _given(entry: dict[str, Any]) -> str:
    return f"- {entry['at']}: {entry['export']} to {entry['to'] or 'nobody named'}, for {entry['purpose']}"


def _rules(told: dict[str, Any]) -> Iterator[str]:
    for version in told["versions_of_the_rules"]:
        days = f"from {version['first_day']} to {version['last_day'] or 'now'}"
        yield f"### {version['rule_id']}, version {version['version']}, {days}\n"
        yield f"SHA-256 {version['sha256']}\n\n```sql\n{version['text']}\n```\n"


def _reasons(told: dict[str, Any], direction: str) -> Iterator[str]:
    for reason in told["reasons"]:
        rule = reason["rule"]
        if rule["direction"] == direction:
            yield f"- **{rule['title']}** ({rule['rule_id']}, {reason['points']:+d} points): {rule['why']}"
            yield f"  After {rule['source']}. Concept {rule['concept_grade']}, our measure {rule['measure_grade']};"
            yield f"  reviewed by: {rule['reviewed_by']}. In {reason['ads']} ads, {reason['share']:.0%} of its texts."
            yield from (
                f"  - {quote['day']}, ad {quote['ad_id'][:16]}: {_marked(quote)}" for quote in reason["quotes"][:SHOWN]
            )


def _marked(quote: dict[str, Any]) -> str:
    """Words of an ad on one line, in which nothing is markup or moves a cursor."""
    before, marked, after = (visible(quote[part].replace("\n", " ")) for part in ("before", "marked", "after"))
    shown = f"…{before}«{marked}»{after}…" if marked else f"(the whole ad) {after}…"
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>#|" else sign for sign in shown)


def _errors(told: dict[str, Any]) -> Iterator[str]:
    rows = told["measured"]["precision"]
    named = {reason["rule"]["rule_id"] for reason in told["reasons"] if reason["points"]}
    for row in rows:
        if row["measure"] != "rule" or row["name"] in named:
            yield (
                f"- {row['measure']} {row['name']}, by {row['kind']}s: {row['confirmed']} of {row['labelled']}"
                f" confirmed, {row['share']:.0%} ({row['low']:.0%} to {row['high']:.0%})"
            )
    measured = {row["name"] for row in rows if row["measure"] == "rule"}
    for rule_id in sorted(named - measured):
        yield f"- {rule_id}: its error rate was never measured here"
    if not rows:
        yield "- No label was given for this pack, so no error rate of it is known."


def _label(label: dict[str, Any]) -> str:
    said = label["opinion"] or f"{label['outcome']} (source: {label['source']})"
    return f"- {label['at']}: {said}, by {label['by']}. {label['note']}".rstrip()


def _grouping(told: dict[str, Any]) -> Iterator[str]:
    """The reasons of its links, and what people corrected."""
    links = told["links"]
    for reason in sorted({link["reason"] for link in links}):
        of_it = [link for link in links if link["reason"] == reason]
        used = sum(link["is_used"] for link in of_it)
        yield f"- {reason}: {len(of_it)} pairs of ads, {used} of them used"
    for entry in told["corrections"]:
        yield f"- a person corrected it ({entry['kind']}): {entry['why']}"
