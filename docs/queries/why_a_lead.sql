-- Why is each queued lead one? Every reason for and against, with the rule's grade and source; points order work only.
SELECT
    leads.lead_id,
    rules.title,
    reasons.direction,
    reasons.points,
    reasons.ads,
    reasons.grade,
    rules.source,
    reasons.quote
FROM mart_leads AS leads
INNER JOIN mart_lead_reasons AS reasons ON leads.lead_id = reasons.lead_id
INNER JOIN meta_rules AS rules ON reasons.rule_id = rules.rule_id
WHERE leads.status = 'queued'
ORDER BY leads.pack DESC, leads.priority, reasons.points DESC, rules.title;
