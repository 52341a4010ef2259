-- The days on which an ad of an advertiser was first captured in a city that meets a rule that carries points; the pages
-- count from them who met two rules of a pack within a period.
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
WHERE rules.points > 0 AND NOT rules.is_protected
ORDER BY ads.city, grouped.advertiser_id, ads.day, evidence.rule_id
