-- What speaks for the operation that each queued lead looks like.
SELECT
    leads.lead_id,
    operations.votes,
    operations.reasons,
    operations.second_operation
FROM mart_leads AS leads
INNER JOIN ent_operations AS operations ON leads.advertiser_id = operations.advertiser_id
WHERE leads.status = 'queued'
ORDER BY leads.lead_id
