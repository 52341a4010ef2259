SELECT
    lead_id,
    pack,
    operation,
    priority,
    rank_low,
    rank_high,
    score,
    families,
    cities,
    city,
    first_day,
    last_day,
    ads,
    status
FROM mart_leads
ORDER BY status, pack DESC, priority, lead_id
