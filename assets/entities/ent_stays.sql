-- A stay ends when the advertiser is not seen in the city for more than a fortnight.
WITH presence AS (
    SELECT DISTINCT
        grouped.advertiser_id,
        sightings.city,
        sightings.day
    FROM ent_advertiser_ads AS grouped
    INNER JOIN stg_ads AS ads ON grouped.ad_id = ads.ad_id
    INNER JOIN stg_sightings AS sightings ON ads.posting_id = sightings.posting_id
),

marked AS (
    SELECT
        advertiser_id,
        city,
        day,
        CASE
            WHEN
                lag(day) OVER (PARTITION BY advertiser_id, city ORDER BY day) + INTERVAL 14 DAY >= day
                THEN 0
            ELSE 1
        END AS begins
    FROM presence
),

numbered AS (
    SELECT
        advertiser_id,
        city,
        day,
        sum(begins) OVER (PARTITION BY advertiser_id, city ORDER BY day ROWS UNBOUNDED PRECEDING) AS stay
    FROM marked
),

stays AS (
    SELECT
        advertiser_id,
        city,
        min(day) AS first_day,
        max(day) AS last_day
    FROM numbered
    GROUP BY advertiser_id, city, stay
),

counted AS (
    SELECT
        stays.advertiser_id,
        stays.city,
        stays.first_day,
        stays.last_day,
        count(DISTINCT ads.ad_id) AS ads
    FROM stays
    INNER JOIN ent_advertiser_ads AS grouped ON stays.advertiser_id = grouped.advertiser_id
    INNER JOIN stg_ads AS ads ON grouped.ad_id = ads.ad_id AND stays.city = ads.city
    INNER JOIN stg_sightings AS sightings
        ON
            ads.posting_id = sightings.posting_id
            AND sightings.day BETWEEN stays.first_day AND stays.last_day
    GROUP BY stays.advertiser_id, stays.city, stays.first_day, stays.last_day
)

SELECT
    advertiser_id,
    city,
    first_day,
    last_day,
    ads,
    CAST(row_number() OVER (PARTITION BY advertiser_id ORDER BY first_day, last_day, city) AS INTEGER)
        AS sequence
FROM counted
