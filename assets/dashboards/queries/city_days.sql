WITH days AS (
    SELECT
        city,
        day,
        ads,
        new_ads,
        advertisers,
        new_advertisers,
        flagged,
        expected,
        low,
        high,
        is_complete,
        CASE
            WHEN lag(day) OVER (PARTITION BY city ORDER BY day) < day - INTERVAL 1 DAY THEN 1
            ELSE 0
        END AS gaps
    FROM mart_city_days
),

names AS (
    SELECT DISTINCT
        city,
        city_name
    FROM meta_sources
)

SELECT
    days.city,
    names.city_name,
    days.day,
    days.ads,
    days.new_ads,
    days.advertisers,
    days.new_advertisers,
    days.flagged,
    days.expected,
    days.low,
    days.high,
    days.is_complete,
    sum(days.gaps) OVER (PARTITION BY days.city ORDER BY days.day ROWS UNBOUNDED PRECEDING) AS run
FROM days
INNER JOIN names ON days.city = names.city
ORDER BY names.city_name, days.day
