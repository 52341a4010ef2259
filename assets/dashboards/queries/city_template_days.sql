-- New ads of a city and day that are made from a template, by advertiser, of the two months that a city's page shows.
WITH newest AS (
    SELECT
        city,
        max(day) AS day
    FROM mart_city_days
    GROUP BY city
)

SELECT
    ads.city,
    members.template_id,
    grouped.advertiser_id,
    ads.day,
    count(*) AS ads
FROM ent_template_ads AS members
INNER JOIN stg_ads AS ads ON members.ad_id = ads.ad_id
LEFT JOIN ent_advertiser_ads AS grouped ON members.ad_id = grouped.ad_id
INNER JOIN newest ON ads.city = newest.city
WHERE ads.day > newest.day - INTERVAL 61 DAY
GROUP BY ads.city, members.template_id, grouped.advertiser_id, ads.day
ORDER BY ads.city, members.template_id, grouped.advertiser_id, ads.day
