-- A market is stale when its last good day and hour are behind the newest of any market; the hours are there because
-- it is not yet tomorrow in the west when it is in the east.
WITH known AS (
    SELECT
        market,
        city,
        source,
        is_sandbox
    FROM run_markets
    UNION
    SELECT
        market,
        city,
        source,
        is_sandbox
    FROM run_partitions
    WHERE market NOT IN (SELECT market FROM run_markets)
),

cities AS (
    SELECT DISTINCT
        city,
        city_name,
        state
    FROM run_markets
),

good AS (
    SELECT
        market,
        max(day) AS last_day,
        max(captured_at) AS last_captured_at
    FROM run_partitions
    WHERE NOT is_set_aside
    GROUP BY market
),

newest AS (
    SELECT
        max(day) AS day,
        max(captured_at) AS captured_at
    FROM run_partitions
),

counted AS (
    SELECT
        market,
        count(*) AS ads
    FROM stg_ads
    GROUP BY market
),

refused AS (
    SELECT
        market,
        string_agg(DISTINCT CAST(day AS VARCHAR) || ' ' || table_name || ': ' || reason, '; ') AS set_aside
    FROM run_set_aside
    GROUP BY market
)

SELECT
    known.market,
    known.city,
    coalesce(cities.city_name, known.city) AS city_name,
    cities.state,
    known.source,
    known.is_sandbox,
    good.last_day,
    good.last_captured_at,
    coalesce(counted.ads, 0) AS ads,
    good.last_day IS NULL
    OR (
        good.last_day < newest.day
        AND good.last_captured_at < newest.captured_at - INTERVAL 4 HOUR
    ) AS is_stale,
    refused.set_aside
FROM known
CROSS JOIN newest
LEFT JOIN cities ON known.city = cities.city
LEFT JOIN good ON known.market = good.market
LEFT JOIN counted ON known.market = counted.market
LEFT JOIN refused ON known.market = refused.market
