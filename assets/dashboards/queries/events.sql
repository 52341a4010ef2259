SELECT
    event_id,
    name,
    city,
    first_day,
    last_day,
    series,
    observed,
    expected,
    ratio,
    low,
    high,
    q,
    smallest_visible,
    verdict,
    why
FROM mart_events
ORDER BY first_day, event_id, series
