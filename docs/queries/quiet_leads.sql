-- Which leads have not been seen for a fortnight?
SELECT
    lead_id,
    pack,
    city,
    status,
    score,
    ads,
    first_day,
    last_day
FROM mart_leads
WHERE last_day < (SELECT max(day) FROM mart_city_days) - INTERVAL 14 DAY
ORDER BY last_day DESC, lead_id;
