-- Between which cities do advertisers move, how often, and how often do they come back? In aggregate: nobody is named.
SELECT
    from_city,
    to_city,
    advertisers,
    moves,
    returns,
    median_days,
    median_gap_days
FROM mart_circuits
ORDER BY moves DESC, from_city, to_city;
