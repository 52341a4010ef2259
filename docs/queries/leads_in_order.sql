-- Whom to look at first, and what is new since the day before? A lead, not evidence; corroborate independently.
SELECT
    leads.lead_id,
    leads.pack,
    leads.city,
    leads.priority,
    leads.rank_low,
    leads.rank_high,
    leads.score,
    leads.operation,
    leads.ads,
    leads.last_day,
    changes.change,
    changes.reasons_added
FROM mart_leads AS leads
LEFT JOIN mart_lead_changes AS changes ON leads.lead_id = changes.lead_id
WHERE leads.status = 'queued'
ORDER BY leads.pack DESC, leads.priority;
