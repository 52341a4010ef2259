"""A lead explained from the texts: each reason with its rule and its spans, for and against, and that they add up."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from assets.lead_history import kept_days, leads_on
from assets.lexicon import packs
from assets.rule import Rule, rules
from pipelines import replay
from pipelines.reader import reading

#: Code points around a span.
AROUND = 40
#: An advertiser by the id that its lead has or would have.
_BY_NAME = """
SELECT $lead AS lead_id, packs.pack, advertisers.advertiser_id, advertisers.first_day, advertisers.last_day,
    advertisers.ads
FROM ent_advertisers AS advertisers
CROSS JOIN (SELECT unnest($packs) AS pack) AS packs
WHERE 'l' || substr(sha256(packs.pack || chr(31) || advertisers.advertiser_id), 1, 16) = $lead
"""
#: The operation that a pack looks for, which explains nothing away.
LOOKED_FOR = {"trafficking": "trafficking indicators", "opioids": "drug sale"}


@dataclass(frozen=True)
class Quote:
    """A span in an ad with what stands around it; a rule on the whole ad marks nothing."""

    ad_id: str
    day: date
    before: str
    marked: str
    after: str
    span_start: int | None
    span_end: int | None


@dataclass(frozen=True)
class Reason:
    """A rule that the advertiser meets: what it says, what it rests on, what it adds, where it is seen."""

    rule: dict[str, Any]
    points: int
    share: float
    ads: int
    quotes: list[Quote]


@dataclass(frozen=True)
class Innocent:
    """What else could explain a lead, and where that comes from: operation, counter-evidence or rule."""

    origin: str
    said: str
    rule_id: str | None = None


@dataclass(frozen=True)
class Explanation:
    """A lead made again from the texts; `recorded` is the score that the warehouse (or that day's record) has."""

    lead: dict[str, Any]
    as_of: date | None
    reasons: list[Reason]
    recorded: int | None
    differing_spans: int
    families_needed: int
    points_needed: int
    innocents: list[Innocent]
    notes: list[str] = field(default_factory=list)

    @property
    def score(self) -> int:
        """The sum of the points of its reasons."""
        return sum(reason.points for reason in self.reasons)

    @property
    def families(self) -> list[str]:
        """The families that count."""
        return sorted({reason.rule["family"] for reason in self.reasons if reason.points > 0})

    @property
    def holds(self) -> bool:
        """Whether the sum is the score and the evidence is what the texts give."""
        return self.recorded in (None, self.score) and not self.differing_spans


def explain(home: Path, lead_id: str, as_of: date | None = None) -> Explanation:
    """Make a lead again, as it is or as of a day. Raises ValueError for an unknown id, ReplayError for the day."""
    with reading(home) as connection:
        lead = _lead(connection, lead_id)
        advertiser, pack, notes = lead["advertiser_id"], lead["pack"], _notes(connection)
        if as_of is None:
            scores, described = replay.today(connection, home, advertiser, pack), _described()
            differing, recorded = replay.evidence_differs(connection), lead.get("score")
        else:
            scores, used = replay.then(connection, home, advertiser, pack, as_of)
            described = {row["rule_id"]: row for row in used.to_dicts()}
            differing, recorded = 0, _recorded(home, as_of, lead["lead_id"])
            notes.append("ads are grouped, and texts read, as they are now; rules and points are those of that day")
            if not replay.counted_alike(home, as_of):
                notes.append("how points are counted has changed since; here they are counted as they are now")
            if recorded is None:
                notes.append(f"no score of this lead is kept for {as_of}, so there is nothing to compare with")
        quotes = _quotes(connection)
        operation = _operation(connection, advertiser)
    reasons = [_reason(row, described[row["rule_id"]], quotes) for row in scores.to_dicts()]
    reasons.sort(key=lambda reason: (-abs(reason.points), -reason.share, reason.rule["rule_id"]))
    gate = next(found for found in packs() if found.pack == pack)
    needed = (gate.families_needed, gate.points_needed)
    return Explanation(lead, as_of, reasons, recorded, differing, *needed, innocents(reasons, operation, pack), notes)


def innocents(reasons: list[Reason], operation: tuple[str, str] | None, pack: str) -> list[Innocent]:
    """What else could explain it, the strongest first: the operation, counter-evidence, what the rules pass over."""
    found = []
    if operation and operation[0] not in ("unclear", LOOKED_FOR.get(pack)):
        found.append(Innocent("operation", f"It looks like {operation[0]}: {operation[1]}"))
    against = [reason for reason in reasons if reason.rule["direction"] == "against"]
    for reason in sorted(against, key=lambda reason: (reason.points, -reason.share)):
        said = f"{reason.rule['title']}, in {reason.share:.0%} of its texts. {reason.rule['why']}"
        found.append(Innocent("counter-evidence", said, reason.rule["rule_id"]))
    known = {rule.rule_id: rule for rule in rules()}
    for reason in reasons:
        if reason.points > 0:
            found.append(_of_rule(reason, known.get(reason.rule["rule_id"])))
    return found


def _of_rule(reason: Reason, rule: Rule | None) -> Innocent:
    """What the rule itself says of innocent texts, with the nearest of those that it passes over."""
    said = f"{reason.rule['title']}: {reason.rule['why']}"
    texts = [text for text in rule.ignores if isinstance(text, str)] if rule else []
    words = {word for quote in reason.quotes for word in f"{quote.before} {quote.marked} {quote.after}".lower().split()}
    if texts:
        nearest = max(texts, key=lambda text: len(words & set(text.lower().split())))
        said += f" It passes over texts such as “{nearest}”."
    return Innocent("rule", said, reason.rule["rule_id"])


def _lead(connection: duckdb.DuckDBPyConnection, lead_id: str) -> dict[str, Any]:
    """The lead, or the advertiser of that name who is none (below the gate)."""
    found = connection.sql("SELECT * FROM mart_leads WHERE lead_id = ?", params=[lead_id]).pl().to_dicts()
    if not found:
        named = [pack.pack for pack in packs()]
        found = connection.sql(_BY_NAME, params={"lead": lead_id, "packs": named}).pl().to_dicts()
    if not found:
        raise ValueError(f"{lead_id}: no lead here has this id; take it from a page, a review list or mart_leads")
    return dict(found[0])


def _notes(connection: duckdb.DuckDBPyConnection) -> list[str]:
    rows = connection.execute("SELECT count(DISTINCT day) FROM state.open_days").fetchall()
    if rows[0][0]:
        return ["the warehouse holds days that are not published yet; pages may show another score"]
    return []


def _described() -> dict[str, dict[str, Any]]:
    left_out = {"matches", "ignores", "select"}
    return {rule.rule_id: {**rule.model_dump(exclude=left_out), "text": rule.select} for rule in rules()}


def _recorded(home: Path, day: date, lead_id: str) -> int | None:
    if day not in kept_days(home):
        return None
    found = leads_on(home, day).filter(lead_id=lead_id)["score"]
    return int(found[0]) if len(found) else None


def _quotes(connection: duckdb.DuckDBPyConnection) -> dict[str, list[Quote]]:
    """The spans of each rule, the newest ads first."""
    rows = connection.execute(
        "SELECT found.rule_id, found.ad_id, found.day, found.span_start, found.span_end, ads.text FROM found"
        " INNER JOIN stg_ads AS ads ON found.ad_id = ads.ad_id"
        " ORDER BY found.rule_id, found.day DESC, found.ad_id, found.span_start"
    ).fetchall()
    quotes: dict[str, list[Quote]] = {}
    for rule_id, ad_id, day, start, end, text in rows:
        parts = ("", "", text[: 2 * AROUND])
        if start is not None:
            parts = (text[max(0, start - AROUND) : start], text[start:end], text[end : end + AROUND])
        quotes.setdefault(rule_id, []).append(Quote(ad_id, day, *parts, start, end))
    return quotes


def _operation(connection: duckdb.DuckDBPyConnection, advertiser_id: str) -> tuple[str, str] | None:
    """What it looks like and what speaks for that, where operations are a table."""
    if not connection.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'ent_operations'").fetchall():
        return None
    found = connection.execute(
        "SELECT operation, reasons FROM ent_operations WHERE advertiser_id = ?", [advertiser_id]
    ).fetchall()
    return (found[0][0], found[0][1]) if found else None


def _reason(row: dict[str, Any], rule: dict[str, Any], quotes: dict[str, list[Quote]]) -> Reason:
    return Reason(rule, row["points"], row["share"], row["ads"], quotes.get(row["rule_id"], []))
