-- Each day around an event: what its city and the cities beside it counted, and what was expected of them.
SELECT
    event_id,
    series,
    city,
    day,
    is_control,
    observed,
    expected,
    is_counted
FROM mart_event_days
ORDER BY event_id, series, is_control, city, day
