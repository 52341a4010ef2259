-- Moves within a fortnight, as in mart_circuits, by the month in which they ended; whole months only.
WITH newest AS (
    SELECT max(day) AS day
    FROM stg_sightings
),

moves AS (
    SELECT
        later.advertiser_id,
        later.previous_city AS from_city,
        later.city AS to_city,
        CAST(date_trunc('month', later.first_day) AS DATE) AS month
    FROM ent_stays AS later
    INNER JOIN ent_stays AS earlier
        ON later.advertiser_id = earlier.advertiser_id AND later.sequence = earlier.sequence + 1
    WHERE later.previous_city <> later.city AND later.first_day <= earlier.last_day + INTERVAL 14 DAY
)

SELECT
    moves.from_city,
    moves.to_city,
    moves.month,
    count(DISTINCT moves.advertiser_id) AS advertisers,
    count(*) AS moves
FROM moves
CROSS JOIN newest
WHERE moves.month + INTERVAL 1 MONTH <= newest.day
GROUP BY moves.from_city, moves.to_city, moves.month
