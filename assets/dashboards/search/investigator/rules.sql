SELECT
    5 AS rank,
    title,
    why || ' ' || source AS text,
    CAST(NULL AS VARCHAR) AS city,
    CAST(NULL AS DATE) AS day,
    'rule/' || rule_id || '.html' AS path,
    rule_id AS identifiers
FROM meta_rules
