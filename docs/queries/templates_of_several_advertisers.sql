-- Which texts do several advertisers use? Somebody may write for all of them; a copied stock text looks the same.
SELECT
    ads.template_id,
    count(*) AS ads,
    count(DISTINCT ads.advertiser_id) AS advertisers,
    count(DISTINCT ads.city) AS cities,
    count(DISTINCT ads.lead_id) AS leads,
    any_value(templates.pattern) AS pattern
FROM view_ads AS ads
INNER JOIN ent_templates AS templates ON ads.template_id = templates.template_id
GROUP BY ads.template_id
HAVING count(DISTINCT ads.advertiser_id) >= 2
ORDER BY advertisers DESC, ads DESC, ads.template_id;
