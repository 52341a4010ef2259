SELECT
    leads.lead_id,
    leads.pack,
    leads.advertiser_id,
    leads.city,
    leads.cities,
    leads.operation,
    leads.priority,
    leads.score,
    leads.families,
    leads.first_day,
    leads.last_day,
    leads.ads,
    leads.status
FROM mart_leads AS leads
INNER JOIN chosen_leads AS chosen ON leads.lead_id = chosen.lead_id
ORDER BY leads.pack DESC, leads.priority, leads.lead_id
