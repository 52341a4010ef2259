-- Every city that this tier speaks of.
SELECT DISTINCT
    weeks.city,
    coalesce(known.city_name, weeks.city) AS city_name,
    known.state
FROM partner_city_weeks AS weeks
LEFT JOIN catalog_cities AS known ON weeks.city = known.city
ORDER BY city_name, weeks.city
