"""Every span behind a hit, from every rule of every pack: the rules' SELECTs put together as one."""

from assets.rule import rules


def select() -> str:
    """One SELECT over all rules; a rule gives subject_id, strength, ad_id, span_start, span_end and day."""
    parts = [
        f"""
SELECT DISTINCT
    '{rule.rule_id}' AS rule_id,
    '{rule.subject}' AS subject_kind,
    hits.subject_id,
    hits.day,
    CAST(hits.strength AS DOUBLE) AS strength,
    hits.ad_id,
    CAST(hits.span_start AS INTEGER) AS span_start,
    CAST(hits.span_end AS INTEGER) AS span_end
FROM ({rule.select}) AS hits"""
        for rule in rules()
    ]
    return "\nUNION ALL".join(parts)
