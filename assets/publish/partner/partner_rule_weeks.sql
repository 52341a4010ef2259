-- What is protected is measured for audits of fairness and stands in no tier.
WITH newest AS (
    SELECT max(day) AS day
    FROM stg_sightings
),

evidence AS (
    SELECT DISTINCT
        found.rule_id,
        found.ad_id
    FROM flag_evidence AS found
    INNER JOIN run_rules AS rules ON found.rule_id = rules.rule_id
    WHERE NOT rules.is_protected
),

seen AS (
    SELECT DISTINCT
        city,
        posting_id,
        CAST(date_trunc('week', day) AS DATE) AS week
    FROM stg_sightings
)

SELECT
    seen.city,
    seen.week,
    evidence.rule_id,
    count(DISTINCT seen.posting_id) AS ads,
    count(DISTINCT grouped.advertiser_id) AS advertisers
FROM seen
CROSS JOIN newest
INNER JOIN stg_ads AS ads ON seen.posting_id = ads.posting_id
INNER JOIN ent_advertiser_ads AS grouped ON ads.ad_id = grouped.ad_id
INNER JOIN evidence ON ads.ad_id = evidence.ad_id
WHERE seen.week + INTERVAL 7 DAY <= newest.day
GROUP BY seen.city, seen.week, evidence.rule_id
