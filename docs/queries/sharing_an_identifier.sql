-- What shares this identifier? Put yours in the place of the first query: SELECT 'phone' AS kind, '+14045550123' AS value
-- As it stands it takes the identifier of most advertisers that is no hub.
WITH asked AS (
    SELECT
        kind,
        value
    FROM ent_identifiers
    WHERE NOT is_hub
    ORDER BY advertisers DESC, ads DESC, value
    LIMIT 1
)

SELECT DISTINCT
    asked.kind,
    asked.value,
    ads.advertiser_id,
    ads.lead_id,
    ads.city,
    ads.day,
    ads.ad_id,
    ads.title,
    found.obfuscated AS is_hidden
FROM asked
INNER JOIN stg_identifiers AS found ON asked.kind = found.kind AND asked.value = found.value
INNER JOIN view_ads AS ads ON found.ad_id = ads.ad_id
ORDER BY ads.day, ads.ad_id;
