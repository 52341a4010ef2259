-- Whole weeks; a count is the multiple of five at or below the true one, and empty below five.
SELECT
    city,
    week,
    ads,
    advertisers,
    new_advertisers,
    flagged
FROM partner_city_weeks
ORDER BY city, week
