-- Which advertisers, new in the last seven days, were seen in two cities or more?
SELECT
    arrivals.advertiser_id,
    min(arrivals.day) AS first_day,
    string_agg(DISTINCT arrivals.city, ', ' ORDER BY arrivals.city) AS cities,
    sum(arrivals.ads) AS ads
FROM view_arrivals AS arrivals
INNER JOIN ent_advertisers AS advertisers ON arrivals.advertiser_id = advertisers.advertiser_id
WHERE advertisers.first_day > (SELECT max(day) FROM mart_city_days) - INTERVAL 7 DAY
GROUP BY arrivals.advertiser_id
HAVING count(DISTINCT arrivals.city) >= 2
ORDER BY ads DESC, arrivals.advertiser_id;
