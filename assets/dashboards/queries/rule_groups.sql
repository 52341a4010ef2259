-- How many advertisers of each group meet each rule, as mart_fairness groups them: by the language of most of their ads,
-- and by whether one of their ads states an ethnicity or says "new to the country". Groups of twenty and more.
WITH languages AS (
    SELECT
        grouped.advertiser_id,
        coalesce(ads.language, 'not told') AS name,
        row_number() OVER (
            PARTITION BY grouped.advertiser_id ORDER BY count(*) DESC, coalesce(ads.language, 'not told')
        ) AS place
    FROM ent_advertiser_ads AS grouped
    INNER JOIN stg_ads AS ads ON grouped.ad_id = ads.ad_id
    GROUP BY grouped.advertiser_id, coalesce(ads.language, 'not told')
),

members AS (
    SELECT
        advertiser_id,
        'language' AS grouping,
        name
    FROM languages
    WHERE place = 1
    UNION
    SELECT
        grouped.advertiser_id,
        terms.category AS grouping,
        'any' AS name
    FROM stg_terms AS terms
    INNER JOIN ent_advertiser_ads AS grouped ON terms.ad_id = grouped.ad_id
    WHERE terms.pack = 'trafficking' AND terms.category IN ('ethnicity', 'new_to_country')
),

sizes AS (
    SELECT
        grouping,
        name,
        count(*) AS advertisers
    FROM members
    GROUP BY grouping, name
    HAVING count(*) >= 20
),

met AS (
    SELECT
        scores.rule_id,
        members.grouping,
        members.name,
        count(*) AS met
    FROM flag_scores AS scores
    INNER JOIN members ON scores.advertiser_id = members.advertiser_id
    GROUP BY scores.rule_id, members.grouping, members.name
)

SELECT
    rules.rule_id,
    sizes.grouping,
    sizes.name,
    sizes.advertisers,
    coalesce(met.met, 0) AS met
FROM meta_rules AS rules
CROSS JOIN sizes
LEFT JOIN met ON rules.rule_id = met.rule_id AND sizes.grouping = met.grouping AND sizes.name = met.name
WHERE NOT rules.is_protected
ORDER BY rules.rule_id, sizes.grouping, sizes.advertisers DESC, sizes.name
