-- What each rule met over all days: ads, advertisers, those for whom it counts (because its family stands out from what
-- their volume gives by chance), leads that show it and those of them that are queued. What is protected is not told.
WITH ads AS (
    SELECT
        rule_id,
        count(DISTINCT ad_id) AS ads,
        min(day) AS first_day,
        max(day) AS last_day
    FROM flag_evidence
    GROUP BY rule_id
),

advertisers AS (
    SELECT
        scores.rule_id,
        count(*) AS advertisers,
        count(CASE WHEN scores.points <> 0 THEN 1 END) AS counted,
        count(leads.lead_id) AS leads,
        count(CASE WHEN leads.status = 'queued' THEN 1 END) AS queued
    FROM flag_scores AS scores
    LEFT JOIN mart_leads AS leads ON scores.advertiser_id = leads.advertiser_id AND scores.pack = leads.pack
    GROUP BY scores.rule_id
)

SELECT
    rules.rule_id,
    coalesce(ads.ads, 0) AS ads,
    ads.first_day,
    ads.last_day,
    coalesce(advertisers.advertisers, 0) AS advertisers,
    coalesce(advertisers.counted, 0) AS counted,
    coalesce(advertisers.leads, 0) AS leads,
    coalesce(advertisers.queued, 0) AS queued
FROM meta_rules AS rules
LEFT JOIN ads ON rules.rule_id = ads.rule_id
LEFT JOIN advertisers ON rules.rule_id = advertisers.rule_id
WHERE NOT rules.is_protected
ORDER BY rules.rule_id
