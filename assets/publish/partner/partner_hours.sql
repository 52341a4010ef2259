-- When ads were posted as the site says, in the city's own time: a quarter of a weekday or of a weekend. Whole months.
WITH newest AS (
    SELECT max(day) AS day
    FROM stg_sightings
),

zones AS (
    SELECT DISTINCT
        city,
        time_zone
    FROM run_markets
),

posted AS (
    SELECT
        ads.city,
        ads.posting_id,
        grouped.advertiser_id,
        timezone(coalesce(zones.time_zone, 'UTC'), timezone('UTC', ads.posted_at)) AS posted_at
    FROM stg_ads AS ads
    INNER JOIN ent_advertiser_ads AS grouped ON ads.ad_id = grouped.ad_id
    LEFT JOIN zones ON ads.city = zones.city
    WHERE ads.posted_at IS NOT NULL
),

banded AS (
    SELECT
        city,
        posting_id,
        advertiser_id,
        CAST(date_trunc('month', posted_at) AS DATE) AS month,
        CASE WHEN strftime(posted_at, '%a') IN ('Sat', 'Sun') THEN 'weekend' ELSE 'weekday' END AS part_of_week,
        CASE
            WHEN hour(posted_at) < 6 THEN 'night'
            WHEN hour(posted_at) < 12 THEN 'morning'
            WHEN hour(posted_at) < 18 THEN 'afternoon'
            ELSE 'evening'
        END AS part_of_day
    FROM posted
)

SELECT
    banded.city,
    banded.month,
    banded.part_of_week,
    banded.part_of_day,
    count(DISTINCT banded.posting_id) AS ads,
    count(DISTINCT banded.advertiser_id) AS advertisers
FROM banded
CROSS JOIN newest
WHERE banded.month + INTERVAL 1 MONTH <= newest.day
GROUP BY banded.city, banded.month, banded.part_of_week, banded.part_of_day
