-- How much of an advertiser's different texts show a rule, and how much show any rule of its family that carries points:
-- the counts from which flag_scores tells what stands out from what its volume gives by chance.
WITH texts AS (
    SELECT
        text,
        row_number() OVER (ORDER BY min(ad_id)) AS number
    FROM stg_ads
    GROUP BY text
),

members AS (
    SELECT
        grouped.advertiser_id,
        grouped.ad_id,
        texts.number AS text
    FROM ent_advertiser_ads AS grouped
    INNER JOIN stg_ads AS ads ON grouped.ad_id = ads.ad_id
    INNER JOIN texts ON ads.text = texts.text
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

-- A rule in a text of an advertiser; a text is a stock text only where each ad with it is one.
shown AS (
    SELECT
        members.advertiser_id,
        met.rule_id,
        members.text,
        count(*) AS ads,
        min(CASE WHEN stock_ads.ad_id IS NULL THEN 0 ELSE 1 END) AS is_stock
    FROM met
    INNER JOIN members ON met.ad_id = members.ad_id
    LEFT JOIN stock_ads ON met.ad_id = stock_ads.ad_id
    GROUP BY members.advertiser_id, met.rule_id, members.text
),

by_rule AS (
    SELECT
        advertiser_id,
        rule_id,
        CAST(sum(ads) AS BIGINT) AS ads,
        count(*) AS texts
    FROM shown
    GROUP BY advertiser_id, rule_id
),

texts_of_families AS (
    SELECT DISTINCT
        shown.advertiser_id,
        rules.pack,
        rules.family,
        rules.direction,
        shown.text
    FROM shown
    INNER JOIN run_rules AS rules ON shown.rule_id = rules.rule_id
    WHERE
        rules.points <> 0
        AND rules.subject = 'ad'
        AND (rules.family = 'concealment' OR shown.is_stock = 0)
),

by_family AS (
    SELECT
        advertiser_id,
        pack,
        family,
        direction,
        count(*) AS texts
    FROM texts_of_families
    GROUP BY advertiser_id, pack, family, direction
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
