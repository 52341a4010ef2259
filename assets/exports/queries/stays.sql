SELECT
    chosen.lead_id,
    stays.advertiser_id,
    stays.city,
    stays.sequence,
    stays.first_day,
    stays.last_day,
    stays.ads
FROM ent_stays AS stays
INNER JOIN chosen_leads AS chosen ON stays.advertiser_id = chosen.advertiser_id
ORDER BY chosen.lead_id, stays.sequence
