-- A text without its words: how long what stays is, and what kinds of things are filled in. Whole months only.
WITH newest AS (
    SELECT max(day) AS day
    FROM stg_sightings
),

constants AS (
    SELECT
        template_id,
        length(pattern) - length(replace(pattern, ' ', '')) + 1 AS words
    FROM ent_templates
),

kinds AS (
    SELECT DISTINCT
        template_id,
        unnest(slot_kinds) AS kind
    FROM ent_templates
),

filled AS (
    SELECT
        template_id,
        string_agg(kind, '-' ORDER BY kind) AS slot_kinds
    FROM kinds
    GROUP BY template_id
),

seen AS (
    SELECT DISTINCT
        posting_id,
        city,
        CAST(date_trunc('month', day) AS DATE) AS month
    FROM stg_sightings
)

SELECT
    of_ads.template_id,
    seen.month,
    templates.slots,
    filled.slot_kinds,
    CAST(constants.words AS BIGINT) AS words,
    CAST(count(DISTINCT seen.city) AS INTEGER) AS cities,
    count(DISTINCT seen.posting_id) AS ads,
    count(DISTINCT grouped.advertiser_id) AS advertisers
FROM seen
CROSS JOIN newest
INNER JOIN stg_ads AS ads ON seen.posting_id = ads.posting_id
INNER JOIN ent_template_ads AS of_ads ON ads.ad_id = of_ads.ad_id
INNER JOIN ent_templates AS templates ON of_ads.template_id = templates.template_id
INNER JOIN constants ON of_ads.template_id = constants.template_id
INNER JOIN ent_advertiser_ads AS grouped ON ads.ad_id = grouped.ad_id
LEFT JOIN filled ON of_ads.template_id = filled.template_id
WHERE seen.month + INTERVAL 1 MONTH <= newest.day
GROUP BY of_ads.template_id, seen.month, templates.slots, filled.slot_kinds, constants.words
