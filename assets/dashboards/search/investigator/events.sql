SELECT DISTINCT
    6 AS rank,
    name AS title,
    'Event of ' || first_day || ' to ' || last_day AS text,
    city,
    first_day AS day,
    'event/' || event_id || '.html' AS path,
    event_id AS identifiers
FROM mart_events
