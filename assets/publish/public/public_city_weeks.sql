-- Two weeks late: a week is told when a fortnight has passed since its last day.
WITH newest AS (
    SELECT max(day) AS day
    FROM stg_sightings
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
    count(DISTINCT seen.posting_id) AS ads,
    count(DISTINCT grouped.advertiser_id) AS advertisers
FROM seen
CROSS JOIN newest
INNER JOIN stg_ads AS ads ON seen.posting_id = ads.posting_id
INNER JOIN ent_advertiser_ads AS grouped ON ads.ad_id = grouped.ad_id
WHERE seen.week + INTERVAL 21 DAY <= newest.day
GROUP BY seen.city, seen.week
