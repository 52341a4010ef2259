-- When ads were posted as the site says, in the city's own time; an ad without a posting time is not counted.
WITH posted AS (
    SELECT
        ads.city,
        timezone(coalesce(zones.time_zone, 'UTC'), timezone('UTC', ads.posted_at)) AS posted_at
    FROM stg_ads AS ads
    LEFT JOIN catalog_cities AS zones ON ads.city = zones.city
    WHERE ads.posted_at IS NOT NULL
)

SELECT
    city,
    CAST(posted_at AS DATE) AS day,
    strftime(posted_at, '%a') AS weekday,
    CAST(hour(posted_at) AS INTEGER) AS hour,
    count(*) AS ads
FROM posted
GROUP BY city, CAST(posted_at AS DATE), strftime(posted_at, '%a'), hour(posted_at)
ORDER BY city, day, hour
