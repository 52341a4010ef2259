SELECT
    lead_id,
    pack,
    operation,
    priority,
    score,
    families,
    cities,
    city,
    first_day,
    last_day,
    ads,
    status
FROM mart_leads
ORDER BY priority, lead_id
