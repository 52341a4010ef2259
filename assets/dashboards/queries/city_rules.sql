WITH newest AS (
    SELECT
        city,
        max(day) AS day
    FROM mart_city_days
    GROUP BY city
),

live AS (
    SELECT
        days.city,
        days.ads
    FROM mart_city_days AS days
    INNER JOIN newest ON days.city = newest.city AND days.day = newest.day
)

SELECT
    live.city,
    rules.rule_id,
    rules.title,
    rules.why,
    rules.source,
    rules.concept_grade,
    rules.measure_grade,
    rules.family,
    rules.points,
    live.ads AS live_ads,
    coalesce(hits.ads, 0) AS ads,
    coalesce(hits.advertisers, 0) AS advertisers,
    CASE WHEN live.ads > 0 THEN 100.0 * coalesce(hits.ads, 0) / live.ads ELSE 0 END AS per_100
FROM live
CROSS JOIN meta_rules AS rules
INNER JOIN newest ON live.city = newest.city
LEFT JOIN mart_city_rules AS hits
    ON live.city = hits.city AND newest.day = hits.day AND rules.rule_id = hits.rule_id
WHERE NOT rules.is_protected
ORDER BY live.city, rules.points DESC, rules.rule_id
