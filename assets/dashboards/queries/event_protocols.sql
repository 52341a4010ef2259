-- The protocol of each event as it is in use, and how many versions there were.
WITH ranked AS (
    SELECT
        event_id,
        version,
        written_on,
        first_day,
        last_day,
        days_before,
        days_after,
        weeks,
        weeks_needed,
        controls_needed,
        alpha,
        power,
        visible,
        sha256,
        row_number() OVER (PARTITION BY event_id ORDER BY version DESC) AS place
    FROM meta_event_protocols
)

SELECT
    event_id,
    version,
    written_on,
    first_day,
    last_day,
    days_before,
    days_after,
    weeks,
    weeks_needed,
    controls_needed,
    alpha,
    power,
    visible,
    sha256
FROM ranked
WHERE place = 1
ORDER BY event_id
