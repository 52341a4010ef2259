-- What do ads of each city usually ask for, month by month and by duration?
SELECT DISTINCT
    city,
    CAST(date_trunc('month', day) AS DATE) AS month,
    duration_min,
    usual_amount,
    compared_with
FROM view_prices
WHERE compared_with >= 20
ORDER BY city, duration_min, month;
