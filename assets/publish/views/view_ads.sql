WITH leads AS (
    SELECT
        advertiser_id,
        lead_id,
        status,
        row_number() OVER (PARTITION BY advertiser_id ORDER BY status, score DESC, lead_id) AS place
    FROM mart_leads
)

SELECT
    ads.ad_id,
    ads.day,
    ads.city,
    ads.source,
    grouped.advertiser_id,
    leads.lead_id,
    leads.status AS lead_status,
    members.template_id,
    templates.ads AS template_ads,
    ads.language,
    ads.url,
    ads.title
FROM stg_ads AS ads
LEFT JOIN ent_advertiser_ads AS grouped ON ads.ad_id = grouped.ad_id
LEFT JOIN leads ON grouped.advertiser_id = leads.advertiser_id AND leads.place = 1
LEFT JOIN ent_template_ads AS members ON ads.ad_id = members.ad_id
LEFT JOIN ent_templates AS templates ON members.template_id = templates.template_id
