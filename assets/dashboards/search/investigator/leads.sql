WITH reasons AS (
    SELECT
        told.lead_id,
        string_agg(rules.title, '; ' ORDER BY told.points DESC, rules.title) AS why
    FROM mart_lead_reasons AS told
    INNER JOIN meta_rules AS rules ON told.rule_id = rules.rule_id
    WHERE told.points > 0
    GROUP BY told.lead_id
)

SELECT
    9 AS rank,
    leads.pack || ': ' || leads.score || ' points from ' || leads.families || ' families' AS title,
    reasons.why AS text,
    leads.city,
    leads.last_day AS day,
    'lead/' || leads.lead_id || '.html' AS path,
    concat_ws(chr(10), leads.lead_id, leads.advertiser_id) AS identifiers
FROM mart_leads AS leads
LEFT JOIN reasons ON leads.lead_id = reasons.lead_id
WHERE leads.status = 'queued'
