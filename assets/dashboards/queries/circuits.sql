SELECT
    from_city,
    to_city,
    advertisers,
    moves,
    returns,
    median_days,
    median_gap_days
FROM mart_circuits
ORDER BY advertisers DESC, from_city, to_city
