-- A posting is seen on a day when a listing of the day shows it or its page was captured.
WITH seen AS (
    SELECT
        source,
        city,
        market,
        url,
        day
    FROM raw_listings
    WHERE day IN (SELECT day FROM run_days)
    UNION
    SELECT
        source,
        city,
        market,
        url,
        day
    FROM stg_captures
    WHERE day IN (SELECT day FROM run_days)
)

SELECT
    sha256(source || chr(31) || url) AS posting_id,
    day,
    min(source) AS source,
    min(city) AS city,
    min(market) AS market
FROM seen
GROUP BY source, url, day
