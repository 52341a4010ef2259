-- Did anything change around the events that were asked about? "No change" and "cannot tell" are results.
SELECT
    name,
    city,
    series,
    observed,
    expected,
    ratio,
    low,
    high,
    smallest_visible,
    verdict,
    why
FROM mart_events
ORDER BY event_id, city, series;
