-- A stay ends when the advertiser is not seen in the city for more than a fortnight, or is away for three days or more
-- and seen elsewhere meanwhile: who goes round a circuit comes back to a new stay. Who is in several cities at once, day by
-- day, has stays at the same time, and those say so.
WITH seen AS (
    SELECT
        grouped.advertiser_id,
        sightings.city,
        sightings.day,
        min(ads.captured_at) AS captured_at
    FROM ent_advertiser_ads AS grouped
    INNER JOIN stg_ads AS ads ON grouped.ad_id = ads.ad_id
    INNER JOIN stg_sightings AS sightings ON ads.posting_id = sightings.posting_id AND ads.day <= sightings.day
    GROUP BY grouped.advertiser_id, sightings.city, sightings.day
),

presence AS (
    SELECT
        advertiser_id,
        city,
        day,
        captured_at,
        dense_rank() OVER (PARTITION BY advertiser_id ORDER BY day) AS active_day
    FROM seen
),

marked AS (
    SELECT
        advertiser_id,
        city,
        day,
        captured_at,
        CASE
            WHEN lag(day) OVER visits IS NULL THEN 1
            WHEN lag(day) OVER visits + INTERVAL 14 DAY < day THEN 1
            WHEN
                lag(day) OVER visits + INTERVAL 3 DAY < day
                AND lag(active_day) OVER visits + 1 < active_day
                THEN 1
            ELSE 0
        END AS begins
    FROM presence
    WINDOW visits AS (PARTITION BY advertiser_id, city ORDER BY day)
),

numbered AS (
    SELECT
        advertiser_id,
        city,
        day,
        captured_at,
        sum(begins) OVER (PARTITION BY advertiser_id, city ORDER BY day ROWS UNBOUNDED PRECEDING) AS stay
    FROM marked
),

stays AS (
    SELECT
        advertiser_id,
        city,
        min(day) AS first_day,
        max(day) AS last_day,
        min(captured_at) AS first_captured_at
    FROM numbered
    GROUP BY advertiser_id, city, stay
),

counted AS (
    SELECT
        stays.advertiser_id,
        stays.city,
        stays.first_day,
        stays.last_day,
        stays.first_captured_at,
        count(DISTINCT ads.ad_id) AS ads
    FROM stays
    INNER JOIN ent_advertiser_ads AS grouped ON stays.advertiser_id = grouped.advertiser_id
    INNER JOIN stg_ads AS ads ON grouped.ad_id = ads.ad_id AND stays.city = ads.city
    INNER JOIN stg_sightings AS sightings
        ON
            ads.posting_id = sightings.posting_id
            AND sightings.day BETWEEN stays.first_day AND stays.last_day
    GROUP BY stays.advertiser_id, stays.city, stays.first_day, stays.last_day, stays.first_captured_at
),

ordered AS (
    SELECT
        advertiser_id,
        city,
        first_day,
        last_day,
        ads,
        CAST(row_number() OVER places AS INTEGER) AS sequence,
        lag(city) OVER places AS previous_city,
        max(last_day) OVER (
            PARTITION BY advertiser_id ORDER BY first_day, first_captured_at, city
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS last_day_before,
        lead(first_day) OVER places AS first_day_after
    FROM counted
    WINDOW places AS (PARTITION BY advertiser_id ORDER BY first_day, first_captured_at, city)
)

SELECT
    advertiser_id,
    city,
    first_day,
    last_day,
    ads,
    sequence,
    previous_city,
    coalesce(last_day_before > first_day OR first_day_after < last_day, FALSE) AS is_concurrent
FROM ordered
