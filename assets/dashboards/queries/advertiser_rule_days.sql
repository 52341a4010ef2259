-- The days on which an ad of an advertiser was first captured in a city that meets a rule that carries points; the pages
-- count from them who met two rules of a pack within a period, of the two months that a city's page shows.
WITH newest AS (
    SELECT
        city,
        max(day) AS day
    FROM mart_city_days
    GROUP BY city
)

SELECT DISTINCT
    ads.city,
    rules.pack,
    evidence.rule_id,
    rules.title,
    grouped.advertiser_id,
    ads.day
FROM flag_evidence AS evidence
INNER JOIN meta_rules AS rules ON evidence.rule_id = rules.rule_id
INNER JOIN stg_ads AS ads ON evidence.ad_id = ads.ad_id
INNER JOIN ent_advertiser_ads AS grouped ON evidence.ad_id = grouped.ad_id
INNER JOIN newest ON ads.city = newest.city
WHERE rules.points > 0 AND NOT rules.is_protected AND ads.day > newest.day - INTERVAL 61 DAY
ORDER BY ads.city, grouped.advertiser_id, ads.day, evidence.rule_id
