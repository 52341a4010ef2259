-- How many advertisers begin a stay in each city, week by week, and how many of them were seen nowhere before?
SELECT
    city,
    week,
    count(*) AS arrivals,
    count(CASE WHEN is_new THEN 1 END) AS new_advertisers
FROM view_arrivals
GROUP BY city, week
ORDER BY city, week;
