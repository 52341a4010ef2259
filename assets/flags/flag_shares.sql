-- How much of an advertiser's different texts show a rule, and how much show any rule of its family that carries points:
-- the counts from which flag_scores tells what stands out from what its volume gives by chance.
WITH members AS (
    SELECT
        grouped.advertiser_id,
        grouped.ad_id,
        dense_rank() OVER (ORDER BY sha256(ads.text)) AS text
    FROM ent_advertiser_ads AS grouped
    INNER JOIN stg_ads AS ads ON grouped.ad_id = ads.ad_id
),

met AS (
    SELECT DISTINCT
        rule_id,
        ad_id
    FROM flag_evidence
),

-- A text that more than four advertisers use is a stock text: what it says is nobody's own word.
stock AS (
    SELECT followed.template_id
    FROM ent_template_ads AS followed
    INNER JOIN members ON followed.ad_id = members.ad_id
    GROUP BY followed.template_id
    HAVING count(DISTINCT members.advertiser_id) > 4
),

stock_ads AS (
    SELECT followed.ad_id
    FROM ent_template_ads AS followed
    INNER JOIN stock ON followed.template_id = stock.template_id
),

shown AS (
    SELECT
        members.advertiser_id,
        met.rule_id,
        members.text,
        CASE WHEN stock_ads.ad_id IS NULL THEN 0 ELSE 1 END AS is_stock
    FROM met
    INNER JOIN members ON met.ad_id = members.ad_id
    LEFT JOIN stock_ads ON met.ad_id = stock_ads.ad_id
),

by_rule AS (
    SELECT
        advertiser_id,
        rule_id,
        count(*) AS ads,
        count(DISTINCT text) AS texts
    FROM shown
    GROUP BY advertiser_id, rule_id
),

by_family AS (
    SELECT
        shown.advertiser_id,
        rules.pack,
        rules.family,
        rules.direction,
        count(DISTINCT shown.text) AS texts
    FROM shown
    INNER JOIN run_rules AS rules ON shown.rule_id = rules.rule_id
    WHERE
        rules.points <> 0
        AND rules.subject = 'ad'
        AND (rules.family = 'concealment' OR shown.is_stock = 0)
    GROUP BY shown.advertiser_id, rules.pack, rules.family, rules.direction
)

SELECT
    by_rule.advertiser_id,
    by_rule.rule_id,
    by_rule.ads,
    by_rule.texts,
    coalesce(by_family.texts, 0) AS family_texts,
    advertisers.distinct_texts AS of_texts
FROM by_rule
INNER JOIN run_rules AS rules ON by_rule.rule_id = rules.rule_id
INNER JOIN ent_advertisers AS advertisers ON by_rule.advertiser_id = advertisers.advertiser_id
LEFT JOIN by_family
    ON
        by_rule.advertiser_id = by_family.advertiser_id
        AND rules.pack = by_family.pack
        AND rules.family = by_family.family
        AND rules.direction = by_family.direction
WHERE NOT rules.is_protected
