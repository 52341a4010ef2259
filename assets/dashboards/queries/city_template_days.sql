-- New ads of a city and day that are made from a template, by advertiser.
SELECT
    ads.city,
    members.template_id,
    grouped.advertiser_id,
    ads.day,
    count(*) AS ads
FROM ent_template_ads AS members
INNER JOIN stg_ads AS ads ON members.ad_id = ads.ad_id
LEFT JOIN ent_advertiser_ads AS grouped ON members.ad_id = grouped.ad_id
GROUP BY ads.city, members.template_id, grouped.advertiser_id, ads.day
ORDER BY ads.city, members.template_id, grouped.advertiser_id, ads.day
