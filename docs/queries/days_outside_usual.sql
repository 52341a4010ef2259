-- On which days did a city have fewer or more ads than the same weekday of earlier weeks would lead one to expect?
SELECT
    city,
    day,
    ads,
    expected,
    low,
    high,
    is_complete
FROM mart_city_days
WHERE ads < low OR ads > high
ORDER BY day DESC, city;
