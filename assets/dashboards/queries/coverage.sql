SELECT
    source,
    day,
    origin,
    field,
    ads,
    filled,
    share,
    expected,
    low,
    shortfall
FROM mart_coverage
ORDER BY source, day, origin, field
