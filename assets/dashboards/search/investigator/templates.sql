SELECT
    4 AS rank,
    'A text of ' || ads || ' ads' AS title,
    pattern AS text,
    CAST(NULL AS VARCHAR) AS city,
    last_day AS day,
    'template/' || template_id || '.html' AS path,
    template_id AS identifiers
FROM ent_templates
WHERE pattern IS NOT NULL
