-- Of all ads, whether or not they meet a rule: what an outreach worker should be able to read. Whole months only.
WITH newest AS (
    SELECT max(day) AS day
    FROM stg_sightings
),

seen AS (
    SELECT DISTINCT
        city,
        posting_id,
        CAST(date_trunc('month', day) AS DATE) AS month
    FROM stg_sightings
)

SELECT
    seen.city,
    seen.month,
    ads.language,
    count(DISTINCT seen.posting_id) AS ads,
    count(DISTINCT grouped.advertiser_id) AS advertisers
FROM seen
CROSS JOIN newest
INNER JOIN stg_ads AS ads ON seen.posting_id = ads.posting_id
INNER JOIN ent_advertiser_ads AS grouped ON ads.ad_id = grouped.ad_id
WHERE seen.month + INTERVAL 1 MONTH <= newest.day AND ads.language IS NOT NULL
GROUP BY seen.city, seen.month, ads.language
