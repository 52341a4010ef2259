-- Each count of a city and day, with what the same weekday of up to eight earlier weeks (at least four) leads one to
-- expect, by the rule of mart_city_days; `usual` is the median of the last four of them.
WITH counted AS (
    SELECT
        city,
        day,
        is_complete,
        'ads' AS series,
        ads AS value
    FROM mart_city_days
    UNION ALL
    SELECT
        city,
        day,
        is_complete,
        'new_ads' AS series,
        new_ads AS value
    FROM mart_city_days
    UNION ALL
    SELECT
        city,
        day,
        is_complete,
        'advertisers' AS series,
        advertisers AS value
    FROM mart_city_days
    UNION ALL
    SELECT
        city,
        day,
        is_complete,
        'new_advertisers' AS series,
        new_advertisers AS value
    FROM mart_city_days
    UNION ALL
    SELECT
        city,
        day,
        is_complete,
        'flagged' AS series,
        flagged AS value
    FROM mart_city_days
),

earlier AS (
    SELECT
        counted.city,
        counted.series,
        counted.day,
        past.value,
        past.day > counted.day - INTERVAL 29 DAY AS is_recent
    FROM counted
    INNER JOIN counted AS past
        ON
            counted.city = past.city
            AND counted.series = past.series
            AND dayofweek(counted.day) = dayofweek(past.day)
            AND counted.day > past.day
            AND counted.day - INTERVAL 56 DAY <= past.day
    WHERE past.is_complete
),

centres AS (
    SELECT
        city,
        series,
        day,
        median(value) AS expected,
        median(value) FILTER (WHERE is_recent) AS usual,
        count(*) FILTER (WHERE is_recent) AS weeks
    FROM earlier
    GROUP BY city, series, day
    HAVING count(*) >= 4
),

spreads AS (
    SELECT
        centres.city,
        centres.series,
        centres.day,
        greatest(1.4826 * median(abs(earlier.value - centres.expected)), sqrt(centres.expected)) AS spread
    FROM centres
    INNER JOIN earlier
        ON centres.city = earlier.city AND centres.series = earlier.series AND centres.day = earlier.day
    GROUP BY centres.city, centres.series, centres.day, centres.expected
),

breaks AS (
    SELECT
        city,
        day,
        CASE
            WHEN lag(day) OVER (PARTITION BY city ORDER BY day) < day - INTERVAL 1 DAY THEN 1
            ELSE 0
        END AS gap
    FROM mart_city_days
),

runs AS (
    SELECT
        city,
        day,
        sum(gap) OVER (PARTITION BY city ORDER BY day ROWS UNBOUNDED PRECEDING) AS run
    FROM breaks
)

SELECT
    counted.city,
    counted.series,
    counted.day,
    counted.value,
    counted.is_complete,
    centres.expected,
    CASE
        WHEN centres.expected IS NOT NULL THEN greatest(centres.expected - 1.96 * spreads.spread, 0)
    END AS low,
    centres.expected + 1.96 * spreads.spread AS high,
    centres.usual,
    centres.weeks,
    CAST(runs.run AS INTEGER) AS run
FROM counted
INNER JOIN runs ON counted.city = runs.city AND counted.day = runs.day
LEFT JOIN centres
    ON counted.city = centres.city AND counted.series = centres.series AND counted.day = centres.day
LEFT JOIN spreads
    ON counted.city = spreads.city AND counted.series = spreads.series AND counted.day = spreads.day
ORDER BY counted.city, counted.series, counted.day
