-- Postings of each city's newest day that meet each rule, of 1,000 seen that day, and on the day before.
WITH landed AS (
    SELECT
        city,
        day,
        ads,
        row_number() OVER (PARTITION BY city ORDER BY day DESC) AS place
    FROM mart_city_days
),

days AS (
    SELECT
        newest.city,
        newest.day,
        newest.ads,
        before.day AS day_before
    FROM landed AS newest
    LEFT JOIN landed AS before ON newest.city = before.city AND before.place = 2
    WHERE newest.place = 1
)

SELECT
    days.city,
    days.day,
    rules.rule_id,
    rules.pack,
    rules.title,
    rules.why,
    rules.source,
    rules.concept_grade,
    rules.measure_grade,
    rules.direction,
    rules.family,
    rules.points,
    days.ads AS live_ads,
    coalesce(hits.ads, 0) AS ads,
    coalesce(hits.advertisers, 0) AS advertisers,
    CASE WHEN days.day_before IS NOT NULL THEN coalesce(earlier.ads, 0) END AS ads_before,
    CASE WHEN days.ads > 0 THEN 1000.0 * coalesce(hits.ads, 0) / days.ads END AS per_1000
FROM days
CROSS JOIN meta_rules AS rules
LEFT JOIN mart_city_rules AS hits
    ON days.city = hits.city AND days.day = hits.day AND rules.rule_id = hits.rule_id
LEFT JOIN mart_city_rules AS earlier
    ON days.city = earlier.city AND days.day_before = earlier.day AND rules.rule_id = earlier.rule_id
WHERE NOT rules.is_protected
ORDER BY days.city, rules.points DESC, rules.rule_id
