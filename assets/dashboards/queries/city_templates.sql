-- The largest templates of each city, with the constant parts and the kinds of slots between them, from the row of the
-- template's medoid.
WITH used AS (
    SELECT
        ads.city,
        members.template_id,
        count(*) AS ads,
        count(DISTINCT grouped.advertiser_id) AS advertisers,
        min(ads.day) AS first_day,
        max(ads.day) AS last_day,
        row_number() OVER (PARTITION BY ads.city ORDER BY count(*) DESC, members.template_id) AS place
    FROM ent_template_ads AS members
    INNER JOIN stg_ads AS ads ON members.ad_id = ads.ad_id
    LEFT JOIN ent_advertiser_ads AS grouped ON members.ad_id = grouped.ad_id
    GROUP BY ads.city, members.template_id
)

SELECT
    used.city,
    used.template_id,
    used.ads,
    used.advertisers,
    used.first_day,
    used.last_day,
    templates.ads AS ads_everywhere,
    templates.cities,
    medoids.pieces,
    medoids.slot_kinds
FROM used
INNER JOIN ent_templates AS templates ON used.template_id = templates.template_id
LEFT JOIN ent_template_ads AS medoids ON used.template_id = medoids.template_id AND medoids.is_medoid
WHERE used.place <= 6
ORDER BY used.city, used.place
