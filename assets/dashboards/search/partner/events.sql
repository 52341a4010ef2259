SELECT DISTINCT
    6 AS rank,
    replace(event_id, '_', ' ') AS title,
    'Event of ' || first_day || ' to ' || last_day AS text,
    city,
    first_day AS day,
    'patterns.html#events' AS path,
    event_id AS identifiers
FROM partner_events
