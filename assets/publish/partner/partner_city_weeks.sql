-- Whole weeks only, from Monday on; a week that is not over would tell by its growth what a day brought.
WITH newest AS (
    SELECT max(day) AS day
    FROM stg_sightings
),

flagged AS (
    SELECT DISTINCT ad_id
    FROM flag_ads
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
    count(DISTINCT CASE WHEN flagged.ad_id IS NOT NULL THEN seen.posting_id END) AS flagged
FROM seen
CROSS JOIN newest
INNER JOIN stg_ads AS ads ON seen.posting_id = ads.posting_id
INNER JOIN ent_advertiser_ads AS grouped ON ads.ad_id = grouped.ad_id
LEFT JOIN flagged ON ads.ad_id = flagged.ad_id
LEFT JOIN arrivals
    ON grouped.advertiser_id = arrivals.advertiser_id AND seen.city = arrivals.city AND seen.week = arrivals.week
WHERE seen.week + INTERVAL 7 DAY <= newest.day
GROUP BY seen.city, seen.week
