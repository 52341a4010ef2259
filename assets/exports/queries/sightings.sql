-- Which ad shows which identifier.
SELECT DISTINCT
    chosen.lead_id,
    found.ad_id,
    found.kind,
    found.value,
    found.day
FROM stg_identifiers AS found
INNER JOIN ent_advertiser_ads AS grouped ON found.ad_id = grouped.ad_id
INNER JOIN chosen_leads AS chosen ON grouped.advertiser_id = chosen.advertiser_id
WHERE chosen.is_named
ORDER BY chosen.lead_id, found.ad_id, found.kind, found.value
