-- What each rule adds to an advertiser's priority. A family counts once, with its strongest rule, and only when at
-- least half of the advertiser's different texts show it: who posts much would otherwise show everything by chance.
WITH shown AS (
    SELECT
        grouped.advertiser_id,
        evidence.rule_id,
        count(DISTINCT evidence.ad_id) AS ads,
        count(DISTINCT ads.text) AS texts
    FROM flag_evidence AS evidence
    INNER JOIN ent_advertiser_ads AS grouped ON evidence.ad_id = grouped.ad_id
    INNER JOIN stg_ads AS ads ON evidence.ad_id = ads.ad_id
    WHERE evidence.subject_kind = 'ad' OR evidence.subject_id = grouped.advertiser_id
    GROUP BY grouped.advertiser_id, evidence.rule_id
),

weighed AS (
    SELECT
        shown.advertiser_id,
        rules.pack,
        shown.rule_id,
        rules.family,
        rules.concept_grade AS grade,
        rules.direction,
        shown.ads,
        CASE
            WHEN rules.subject = 'ad' THEN CAST(shown.texts AS DOUBLE) / advertisers.distinct_texts
            ELSE 1.0
        END AS share,
        rules.points AS full_points
    FROM shown
    INNER JOIN run_rules AS rules ON shown.rule_id = rules.rule_id
    INNER JOIN ent_advertisers AS advertisers ON shown.advertiser_id = advertisers.advertiser_id
    WHERE NOT rules.is_protected
),

ranked AS (
    SELECT
        advertiser_id,
        pack,
        rule_id,
        family,
        grade,
        direction,
        ads,
        share,
        full_points,
        row_number() OVER (
            PARTITION BY advertiser_id, pack, family, direction, share >= 0.5
            ORDER BY abs(full_points) DESC, rule_id
        ) AS place
    FROM weighed
)

SELECT
    advertiser_id,
    pack,
    rule_id,
    family,
    grade,
    direction,
    ads,
    share,
    CASE WHEN share >= 0.5 AND place = 1 THEN full_points ELSE 0 END AS points
FROM ranked
