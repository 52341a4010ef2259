-- Every city that a market belongs to.
SELECT DISTINCT
    city,
    city_name,
    state
FROM meta_sources
ORDER BY city_name, city
