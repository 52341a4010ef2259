-- Days on which an ad stands although its first capture is now on another day, and the days where it belongs.
WITH first_days AS (
    SELECT
        ad_id,
        min(day) AS day
    FROM stg_captures
    GROUP BY ad_id
),

moved AS (
    SELECT
        stg_ads.day AS stands,
        first_days.day AS belongs
    FROM stg_ads
    FULL OUTER JOIN first_days ON stg_ads.ad_id = first_days.ad_id
    WHERE
        stg_ads.day IS NULL
        OR first_days.day IS NULL
        OR stg_ads.day <> first_days.day
)

SELECT stands AS day FROM moved
WHERE stands IS NOT NULL
UNION
SELECT belongs AS day FROM moved
WHERE belongs IS NOT NULL
