SELECT DISTINCT
    8 AS rank,
    coalesce(known.city_name, weeks.city) AS title,
    known.state AS text,
    weeks.city,
    CAST(NULL AS DATE) AS day,
    'city/' || weeks.city || '.html' AS path,
    weeks.city AS identifiers
FROM partner_city_weeks AS weeks
LEFT JOIN catalog_cities AS known ON weeks.city = known.city
