-- How long advertisers stayed in a city before they moved on within a fortnight, and how long until they were seen again.
WITH moves AS (
    SELECT
        later.previous_city AS city,
        earlier.last_day - earlier.first_day + 1 AS days_stayed,
        greatest(later.first_day - earlier.last_day, 0) AS days_between
    FROM ent_stays AS later
    INNER JOIN ent_stays AS earlier
        ON later.advertiser_id = earlier.advertiser_id AND later.sequence = earlier.sequence + 1
    WHERE later.previous_city <> later.city AND later.first_day <= earlier.last_day + INTERVAL 14 DAY
)

SELECT
    city,
    count(*) AS moves,
    quantile_cont(days_stayed, 0.25) AS low,
    quantile_cont(days_stayed, 0.5) AS middle,
    quantile_cont(days_stayed, 0.75) AS high,
    quantile_cont(days_between, 0.5) AS between_middle
FROM moves
GROUP BY city
ORDER BY city
