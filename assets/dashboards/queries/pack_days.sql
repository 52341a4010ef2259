-- Live ads of each city and day that meet any rule of a pack that counts, and all live ads of that day.
WITH counting AS (
    SELECT DISTINCT
        rules.pack,
        evidence.ad_id
    FROM flag_evidence AS evidence
    INNER JOIN meta_rules AS rules ON evidence.rule_id = rules.rule_id
    WHERE rules.points > 0 AND NOT rules.is_protected
),

live AS (
    SELECT DISTINCT
        sightings.city,
        sightings.day,
        ads.ad_id
    FROM stg_sightings AS sightings
    INNER JOIN stg_ads AS ads ON sightings.posting_id = ads.posting_id
),

days AS (
    SELECT
        city,
        day,
        count(*) AS live
    FROM live
    GROUP BY city, day
),

met AS (
    SELECT
        counting.pack,
        live.city,
        live.day,
        count(*) AS ads
    FROM live
    INNER JOIN counting ON live.ad_id = counting.ad_id
    GROUP BY counting.pack, live.city, live.day
),

packs AS (
    SELECT DISTINCT pack
    FROM meta_rules
)

SELECT
    packs.pack,
    days.city,
    days.day,
    coalesce(met.ads, 0) AS ads,
    days.live
FROM packs
CROSS JOIN days
LEFT JOIN met ON packs.pack = met.pack AND days.city = met.city AND days.day = met.day
ORDER BY packs.pack, days.city, days.day
