-- Told once its window (seven days before to three after) is over; under its id, for its name may hold any text; without
-- ratio and interval, which would tell together with the rounded counts what these were.
WITH newest AS (
    SELECT max(day) AS day
    FROM stg_sightings
)

SELECT
    effects.event_id,
    effects.city,
    effects.series,
    effects.first_day,
    effects.last_day,
    effects.verdict,
    CAST(floor(effects.observed) AS BIGINT) AS observed,
    CAST(floor(effects.expected) AS BIGINT) AS expected,
    CAST(floor(100 * effects.smallest_visible) AS BIGINT) AS smallest_visible,
    count(DISTINCT grouped.advertiser_id) AS advertisers
FROM mart_events AS effects
CROSS JOIN newest
INNER JOIN stg_sightings AS seen
    ON
        effects.city = seen.city
        AND seen.day >= effects.first_day - INTERVAL 7 DAY
        AND seen.day <= effects.last_day + INTERVAL 3 DAY
INNER JOIN stg_ads AS ads ON seen.posting_id = ads.posting_id
INNER JOIN ent_advertiser_ads AS grouped ON ads.ad_id = grouped.ad_id
WHERE effects.last_day + INTERVAL 3 DAY <= newest.day
GROUP BY
    effects.event_id,
    effects.city,
    effects.series,
    effects.first_day,
    effects.last_day,
    effects.verdict,
    effects.observed,
    effects.expected,
    effects.smallest_visible
