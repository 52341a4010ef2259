-- Whole weeks only, from Monday on; a week that is not over would tell by its growth what a day brought.
WITH newest AS (
    SELECT max(day) AS day
    FROM stg_sightings
),

flagged AS (
    SELECT DISTINCT shown.subject_id
    FROM (
        SELECT
            hits.subject_id,
            rules.pack,
            count(DISTINCT rules.family) AS families
        FROM flag_hits AS hits
        INNER JOIN run_rules AS rules ON hits.rule_id = rules.rule_id
        WHERE hits.subject_kind = 'ad' AND rules.points > 0
        GROUP BY hits.subject_id, rules.pack
    ) AS shown
    INNER JOIN run_packs AS packs ON shown.pack = packs.pack
    WHERE shown.families >= packs.families_needed
),

seen AS (
    SELECT
        city,
        posting_id,
        CAST(date_trunc('week', day) AS DATE) AS week
    FROM stg_sightings
),

arrivals AS (
    SELECT
        advertiser_id,
        city,
        CAST(date_trunc('week', min(first_day)) AS DATE) AS week
    FROM ent_stays
    GROUP BY advertiser_id, city
)

SELECT
    seen.city,
    seen.week,
    count(DISTINCT seen.posting_id) AS ads,
    count(DISTINCT grouped.advertiser_id) AS advertisers,
    count(DISTINCT arrivals.advertiser_id) AS new_advertisers,
    count(DISTINCT CASE WHEN flagged.subject_id IS NOT NULL THEN seen.posting_id END) AS flagged
FROM seen
CROSS JOIN newest
INNER JOIN stg_ads AS ads ON seen.posting_id = ads.posting_id
INNER JOIN ent_advertiser_ads AS grouped ON ads.ad_id = grouped.ad_id
LEFT JOIN flagged ON ads.ad_id = flagged.subject_id
LEFT JOIN arrivals
    ON grouped.advertiser_id = arrivals.advertiser_id AND seen.city = arrivals.city AND seen.week = arrivals.week
WHERE seen.week + INTERVAL 7 DAY <= newest.day
GROUP BY seen.city, seen.week
