SELECT
    sources.city,
    sources.city_name,
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
    sum(CASE WHEN days.gap THEN 1 ELSE 0 END) OVER (
        PARTITION BY days.city ORDER BY days.day ROWS UNBOUNDED PRECEDING
    ) AS run
FROM (
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
        lag(day) OVER (PARTITION BY city ORDER BY day) < day - INTERVAL 1 DAY AS gap
    FROM mart_city_days
) AS days
INNER JOIN (
    SELECT DISTINCT
        city,
        city_name
    FROM meta_sources
) AS sources ON days.city = sources.city
ORDER BY sources.city_name, days.day
