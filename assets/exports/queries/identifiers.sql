SELECT
    chosen.lead_id,
    found.kind,
    found.value,
    found.is_hub,
    found.ads,
    found.cities,
    found.first_day,
    found.last_day
FROM view_advertiser_identifiers AS found
INNER JOIN chosen_leads AS chosen ON found.advertiser_id = chosen.advertiser_id
WHERE chosen.is_named
ORDER BY chosen.lead_id, found.kind, found.value
