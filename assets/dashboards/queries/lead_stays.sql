SELECT
    leads.lead_id,
    stays.city,
    stays.first_day,
    stays.last_day,
    stays.ads
FROM mart_leads AS leads
INNER JOIN ent_stays AS stays ON leads.advertiser_id = stays.advertiser_id
WHERE leads.status = 'queued'
ORDER BY leads.lead_id, stays.first_day, stays.city
