SELECT DISTINCT
    8 AS rank,
    city_name AS title,
    state AS text,
    city,
    CAST(NULL AS DATE) AS day,
    'city/' || city || '.html' AS path,
    city AS identifiers
FROM meta_sources
