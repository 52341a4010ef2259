SELECT
    event_id,
    city,
    series,
    first_day,
    last_day,
    verdict,
    observed,
    expected,
    smallest_visible,
    advertisers
FROM partner_events
ORDER BY first_day DESC, event_id, series
