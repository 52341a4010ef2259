-- The protocol of each event as it is in use; `version` says how many there were.
WITH newest AS (
    SELECT
        event_id,
        max(version) AS version
    FROM meta_event_protocols
    GROUP BY event_id
)

SELECT
    protocols.event_id,
    protocols.version,
    protocols.written_on,
    protocols.first_day,
    protocols.last_day,
    protocols.days_before,
    protocols.days_after,
    protocols.weeks,
    protocols.weeks_needed,
    protocols.controls_needed,
    protocols.alpha,
    protocols.power,
    protocols.visible,
    protocols.sha256
FROM meta_event_protocols AS protocols
INNER JOIN newest ON protocols.event_id = newest.event_id AND protocols.version = newest.version
ORDER BY protocols.event_id
