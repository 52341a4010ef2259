-- Live ads of each city and day that meet each rule, and all live ads of that day.
WITH live AS (
    SELECT
        sightings.city,
        sightings.day,
        count(DISTINCT ads.ad_id) AS ads
    FROM stg_sightings AS sightings
    INNER JOIN stg_ads AS ads ON sightings.posting_id = ads.posting_id
    GROUP BY sightings.city, sightings.day
)

SELECT
    hits.city,
    hits.day,
    rules.rule_id,
    rules.title,
    rules.pack,
    rules.points,
    rules.points > 0 AS counts,
    hits.ads,
    live.ads AS live
FROM mart_city_rules AS hits
INNER JOIN meta_rules AS rules ON hits.rule_id = rules.rule_id
INNER JOIN live ON hits.city = live.city AND hits.day = live.day
WHERE NOT rules.is_protected
ORDER BY hits.city, rules.points DESC, rules.rule_id, hits.day
