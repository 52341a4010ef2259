SELECT
    reasons.lead_id,
    reasons.rule_id,
    rules.title,
    rules.why,
    rules.source,
    rules.reviewed_by,
    rules.is_protected,
    rules.points AS rule_points,
    reasons.family,
    reasons.grade,
    rules.measure_grade,
    reasons.direction,
    reasons.points,
    reasons.ads,
    reasons.quote
FROM mart_lead_reasons AS reasons
INNER JOIN meta_rules AS rules ON reasons.rule_id = rules.rule_id
ORDER BY reasons.lead_id, reasons.points DESC, rules.title
