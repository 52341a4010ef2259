-- What speaks against each queued lead: counter-evidence, and what kind of operation it looks like instead?
SELECT
    leads.lead_id,
    leads.operation,
    operations.reasons AS why_that_operation,
    rules.title AS counter_evidence,
    reasons.points
FROM mart_leads AS leads
LEFT JOIN ent_operations AS operations ON leads.advertiser_id = operations.advertiser_id
LEFT JOIN mart_lead_reasons AS reasons ON leads.lead_id = reasons.lead_id AND reasons.direction = 'against'
LEFT JOIN meta_rules AS rules ON reasons.rule_id = rules.rule_id
WHERE leads.status = 'queued'
ORDER BY leads.pack DESC, leads.priority, reasons.points;
