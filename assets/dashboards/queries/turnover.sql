-- A day's advertisers: new to the city, returning to it, and last seen (and unseen for a fortnight since). The first
-- week of data is left out of the new ones: everybody is new to an empty book.
WITH ends AS (
    SELECT
        city,
        min(day) AS first_day,
        max(day) AS last_day
    FROM mart_city_days
    GROUP BY city
),

stays AS (
    SELECT
        advertiser_id,
        city,
        first_day,
        last_day,
        row_number() OVER (PARTITION BY advertiser_id, city ORDER BY first_day) AS nth,
        row_number() OVER (PARTITION BY advertiser_id, city ORDER BY first_day DESC) AS nth_last
    FROM ent_stays
),

happened AS (
    SELECT
        stays.city,
        stays.first_day AS day,
        CASE WHEN stays.nth = 1 THEN 'new' ELSE 'returning' END AS kind
    FROM stays
    INNER JOIN ends ON stays.city = ends.city
    WHERE stays.first_day >= ends.first_day + INTERVAL 7 DAY
    UNION ALL
    SELECT
        stays.city,
        stays.last_day AS day,
        'last seen' AS kind
    FROM stays
    INNER JOIN ends ON stays.city = ends.city
    WHERE stays.nth_last = 1 AND stays.last_day < ends.last_day - INTERVAL 14 DAY
)

SELECT
    city,
    day,
    CAST(date_trunc('week', day) AS DATE) AS week,
    kind,
    count(*) AS advertisers
FROM happened
GROUP BY city, day, CAST(date_trunc('week', day) AS DATE), kind
ORDER BY city, day, kind
