-- The words of an ad go with a lead that was named, and with no other.
SELECT
    reasons.lead_id,
    reasons.rule_id,
    rules.title,
    reasons.family,
    reasons.direction,
    reasons.points,
    rules.concept_grade,
    rules.measure_grade,
    rules.source,
    rules.why,
    reasons.ads,
    CASE WHEN chosen.is_named THEN reasons.quote END AS quote
FROM mart_lead_reasons AS reasons
INNER JOIN chosen_leads AS chosen ON reasons.lead_id = chosen.lead_id
INNER JOIN meta_rules AS rules ON reasons.rule_id = rules.rule_id
ORDER BY reasons.lead_id, reasons.points DESC, reasons.rule_id
