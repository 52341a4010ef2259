-- Every template with its size, its cities and its users; the constant parts and the kinds of slots between them stand in
-- the row of its medoid, where this build may show the words. `leads` are its users that are queued.
WITH used AS (
    SELECT
        members.template_id,
        count(DISTINCT grouped.advertiser_id) AS advertisers,
        count(DISTINCT leads.lead_id) AS leads
    FROM ent_template_ads AS members
    INNER JOIN ent_advertiser_ads AS grouped ON members.ad_id = grouped.ad_id
    LEFT JOIN mart_leads AS leads ON grouped.advertiser_id = leads.advertiser_id AND leads.status = 'queued'
    GROUP BY members.template_id
)

SELECT
    templates.template_id,
    templates.ads,
    templates.slots,
    templates.slot_kinds,
    templates.compression,
    templates.cities,
    templates.first_day,
    templates.last_day,
    coalesce(used.advertisers, 0) AS advertisers,
    coalesce(used.leads, 0) AS leads,
    medoids.pieces
FROM ent_templates AS templates
LEFT JOIN used ON templates.template_id = used.template_id
LEFT JOIN ent_template_ads AS medoids ON templates.template_id = medoids.template_id AND medoids.is_medoid
ORDER BY templates.ads DESC, templates.template_id
