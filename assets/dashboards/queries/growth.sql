SELECT
    source,
    day,
    count(*) AS ads
FROM stg_ads
GROUP BY source, day
ORDER BY source, day
