-- Only where config/audiences.yml says that this partner may see rows of advertisers.
SELECT
    lead_id,
    pack,
    families,
    city,
    CAST(date_trunc('week', first_day) AS DATE) AS first_week,
    CAST(date_trunc('week', last_day) AS DATE) AS last_week
FROM mart_leads
WHERE status = 'queued'
