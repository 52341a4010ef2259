SELECT
    market,
    city,
    source,
    day,
    count(*) AS postings
FROM stg_sightings
GROUP BY market, city, source, day
ORDER BY market, day
