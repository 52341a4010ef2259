WITH live AS (
    SELECT DISTINCT
        sightings.city,
        sightings.day,
        ads.ad_id,
        grouped.advertiser_id
    FROM stg_sightings AS sightings
    INNER JOIN stg_ads AS ads ON sightings.posting_id = ads.posting_id
    INNER JOIN ent_advertiser_ads AS grouped ON ads.ad_id = grouped.ad_id
),

-- What is protected is measured for audits of fairness, not shown beside a city.
evidence AS (
    SELECT DISTINCT
        found.rule_id,
        found.ad_id
    FROM flag_evidence AS found
    INNER JOIN run_rules AS rules ON found.rule_id = rules.rule_id
    WHERE NOT rules.is_protected
)

SELECT
    live.city,
    live.day,
    evidence.rule_id,
    count(DISTINCT live.ad_id) AS ads,
    count(DISTINCT live.advertiser_id) AS advertisers
FROM live
INNER JOIN evidence ON live.ad_id = evidence.ad_id
GROUP BY live.city, live.day, evidence.rule_id
