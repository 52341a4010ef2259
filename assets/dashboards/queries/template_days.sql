-- The days on which an ad of a template was first captured, by city.
SELECT DISTINCT
    members.template_id,
    ads.city,
    ads.day
FROM ent_template_ads AS members
INNER JOIN stg_ads AS ads ON members.ad_id = ads.ad_id
ORDER BY members.template_id, ads.city, ads.day
