-- Whole weeks, two weeks late; a count is the multiple of five at or below the true one, and empty below five.
SELECT
    city,
    week,
    ads,
    advertisers
FROM public_city_weeks
ORDER BY city, week
