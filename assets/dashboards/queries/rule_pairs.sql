-- Advertisers of a city whose ads there meet both of two rules that carry points; a rule with itself is its own count.
WITH met AS (
    SELECT DISTINCT
        ads.city,
        grouped.advertiser_id,
        evidence.rule_id
    FROM flag_evidence AS evidence
    INNER JOIN meta_rules AS rules ON evidence.rule_id = rules.rule_id
    INNER JOIN stg_ads AS ads ON evidence.ad_id = ads.ad_id
    INNER JOIN ent_advertiser_ads AS grouped ON evidence.ad_id = grouped.ad_id
    WHERE rules.points > 0 AND NOT rules.is_protected
)

SELECT
    a.city,
    a.rule_id AS rule_a,
    b.rule_id AS rule_b,
    rule_a.title AS title_a,
    rule_b.title AS title_b,
    count(*) AS advertisers
FROM met AS a
INNER JOIN met AS b ON a.city = b.city AND a.advertiser_id = b.advertiser_id
INNER JOIN meta_rules AS rule_a ON a.rule_id = rule_a.rule_id
INNER JOIN meta_rules AS rule_b ON b.rule_id = rule_b.rule_id
WHERE rule_a.pack = rule_b.pack
GROUP BY a.city, a.rule_id, b.rule_id, rule_a.title, rule_b.title
ORDER BY a.city, a.rule_id, b.rule_id
