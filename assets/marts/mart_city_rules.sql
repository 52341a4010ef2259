-- Postings are counted, as in mart_city_days.
-- An edited posting stands for its newest text until then; a listing that was seen before the text was, for the first.
WITH versions AS (
    SELECT
        ad_id,
        posting_id,
        CASE WHEN lag(day) OVER texts IS NOT NULL THEN day END AS from_day,
        lead(day) OVER texts AS until_day
    FROM stg_ads
    WINDOW texts AS (PARTITION BY posting_id ORDER BY captured_at, ad_id)
),

live AS (
    SELECT
        sightings.city,
        sightings.day,
        sightings.posting_id,
        versions.ad_id,
        grouped.advertiser_id
    FROM stg_sightings AS sightings
    INNER JOIN versions
        ON
            sightings.posting_id = versions.posting_id
            AND coalesce(sightings.day >= versions.from_day, TRUE)
            AND coalesce(sightings.day < versions.until_day, TRUE)
    INNER JOIN ent_advertiser_ads AS grouped ON versions.ad_id = grouped.ad_id
),

-- What is protected is measured for audits of fairness, not shown beside a city.
evidence AS (
    SELECT DISTINCT
        found.rule_id,
        found.ad_id
    FROM flag_evidence AS found
    INNER JOIN run_rules AS rules ON found.rule_id = rules.rule_id
    WHERE NOT rules.is_protected
),

-- A posting stands once in a city's day, with one text, so that only advertisers have to be told apart; grouped and not
-- counted as distinct, because groups that memory does not hold go to disk.
shown AS (
    SELECT
        live.city,
        live.day,
        evidence.rule_id,
        live.advertiser_id,
        count(*) AS ads
    FROM live
    INNER JOIN evidence ON live.ad_id = evidence.ad_id
    GROUP BY live.city, live.day, evidence.rule_id, live.advertiser_id
)

SELECT
    city,
    day,
    rule_id,
    CAST(sum(ads) AS BIGINT) AS ads,
    count(*) AS advertisers
FROM shown
GROUP BY city, day, rule_id
