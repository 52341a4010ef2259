-- Which controlled substances do ads name, where, and how many advertisers do?
SELECT
    found.substance,
    ads.city,
    count(DISTINCT found.ad_id) AS ads,
    count(DISTINCT ads.advertiser_id) AS advertisers
FROM stg_substances AS found
INNER JOIN view_ads AS ads ON found.ad_id = ads.ad_id
GROUP BY found.substance, ads.city
ORDER BY ads DESC, found.substance, ads.city;
