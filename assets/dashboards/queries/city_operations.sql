-- Advertisers seen in a city in its newest week, by the operation that weak signs vote for, and the leads among them.
WITH ends AS (
    SELECT
        city,
        max(day) AS last_day
    FROM mart_city_days
    GROUP BY city
)

SELECT
    stays.city,
    operations.operation,
    count(DISTINCT stays.advertiser_id) AS advertisers,
    count(DISTINCT leads.advertiser_id) AS leads
FROM ent_stays AS stays
INNER JOIN ends ON stays.city = ends.city
INNER JOIN ent_operations AS operations ON stays.advertiser_id = operations.advertiser_id
LEFT JOIN mart_leads AS leads ON stays.advertiser_id = leads.advertiser_id
WHERE stays.last_day >= ends.last_day - INTERVAL 6 DAY
GROUP BY stays.city, operations.operation
ORDER BY stays.city, advertisers DESC, operations.operation
