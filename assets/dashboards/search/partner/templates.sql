SELECT
    4 AS rank,
    'A text with ' || slots || ' slots' AS title,
    replace(slot_kinds, '-', ', ') AS text,
    CAST(NULL AS VARCHAR) AS city,
    max(month) AS day,
    'patterns.html#texts' AS path,
    template_id AS identifiers
FROM partner_templates
GROUP BY template_id, slots, slot_kinds
