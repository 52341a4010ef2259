-- Templates of each city, those whose words this build may show first, then the largest. The constant parts and the kinds
-- of slots between them stand in the row of the template's medoid.
WITH used AS (
    SELECT
        ads.city,
        members.template_id,
        count(*) AS ads,
        count(DISTINCT grouped.advertiser_id) AS advertisers,
        min(ads.day) AS first_day,
        max(ads.day) AS last_day
    FROM ent_template_ads AS members
    INNER JOIN stg_ads AS ads ON members.ad_id = ads.ad_id
    LEFT JOIN ent_advertiser_ads AS grouped ON members.ad_id = grouped.ad_id
    GROUP BY ads.city, members.template_id
),

ranked AS (
    SELECT
        used.city,
        used.template_id,
        used.ads,
        used.advertisers,
        used.first_day,
        used.last_day,
        medoids.pieces,
        medoids.slot_kinds,
        row_number() OVER (
            PARTITION BY used.city
            ORDER BY CASE WHEN medoids.pieces IS NULL THEN 1 ELSE 0 END, used.ads DESC, used.template_id
        ) AS place
    FROM used
    LEFT JOIN ent_template_ads AS medoids ON used.template_id = medoids.template_id AND medoids.is_medoid
)

SELECT
    ranked.city,
    ranked.template_id,
    ranked.ads,
    ranked.advertisers,
    ranked.first_day,
    ranked.last_day,
    templates.ads AS ads_everywhere,
    templates.cities,
    ranked.pieces,
    ranked.slot_kinds
FROM ranked
INNER JOIN ent_templates AS templates ON ranked.template_id = templates.template_id
WHERE ranked.place <= 24
ORDER BY ranked.city, ranked.place
