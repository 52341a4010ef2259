SELECT
    grouped.advertiser_id,
    found.kind,
    found.value,
    coalesce(bool_or(known.is_hub), false) AS is_hub,
    count(DISTINCT found.ad_id) AS ads,
    count(DISTINCT ads.city) AS cities,
    min(found.day) AS first_day,
    max(found.day) AS last_day
FROM stg_identifiers AS found
INNER JOIN stg_ads AS ads ON found.ad_id = ads.ad_id
INNER JOIN ent_advertiser_ads AS grouped ON found.ad_id = grouped.ad_id
LEFT JOIN ent_identifiers AS known ON found.kind = known.kind AND found.value = known.value
GROUP BY grouped.advertiser_id, found.kind, found.value
