"""Every span behind a hit, from every rule of every pack: the rules' SELECTs put together as one."""

from collections.abc import Iterable

from assets.rule import rules


def select() -> str:
    """One SELECT over all rules; a rule gives subject_id, strength, ad_id, span_start, span_end and day."""
    return put_together((rule.rule_id, rule.subject, rule.select) for rule in rules())


def put_together(queries: Iterable[tuple[str, str, str]]) -> str:
    """The same over any rules: each its id, the kind of its subject, its query."""
    parts = [
        f"""
SELECT DISTINCT
    '{rule_id}' AS rule_id,
    '{subject}' AS subject_kind,
    hits.subject_id,
    hits.day,
    CAST(hits.strength AS DOUBLE) AS strength,
    hits.ad_id,
    CAST(hits.span_start AS INTEGER) AS span_start,
    CAST(hits.span_end AS INTEGER) AS span_end
FROM ({query}) AS hits"""
        for rule_id, subject, query in queries
    ]
    return "\nUNION ALL".join(parts)
