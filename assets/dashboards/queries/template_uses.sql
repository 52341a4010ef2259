-- Who uses each template, where and when: a row an advertiser (under a pseudonym unless in clear) and city, with the lead
-- that it is, if it is queued.
WITH queued AS (
    SELECT
        advertiser_id,
        min(lead_id) AS lead_id
    FROM mart_leads
    WHERE status = 'queued'
    GROUP BY advertiser_id
)

SELECT
    members.template_id,
    grouped.advertiser_id,
    ads.city,
    queued.lead_id,
    count(*) AS ads,
    min(ads.day) AS first_day,
    max(ads.day) AS last_day
FROM ent_template_ads AS members
INNER JOIN stg_ads AS ads ON members.ad_id = ads.ad_id
INNER JOIN ent_advertiser_ads AS grouped ON members.ad_id = grouped.ad_id
LEFT JOIN queued ON grouped.advertiser_id = queued.advertiser_id
GROUP BY members.template_id, grouped.advertiser_id, ads.city, queued.lead_id
ORDER BY members.template_id, ads DESC, grouped.advertiser_id, ads.city
