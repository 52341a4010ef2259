SELECT
    5 AS rank,
    title,
    why || ' ' || source AS text,
    CAST(NULL AS VARCHAR) AS city,
    CAST(NULL AS DATE) AS day,
    'about.html#rules' AS path,
    rule_id AS identifiers
FROM meta_rules
