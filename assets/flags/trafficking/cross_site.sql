-- ---
-- title: One phone number on two sites or more
-- why: Used in practice as a sign of an organiser; many who work on their own post on several sites. Shown at zero until it is tested.
-- source: Latonero et al. 2012
-- concept_grade: C
-- measure_grade: untested
-- direction: none
-- family: organisation
-- points: 0
-- reviewed_by: not yet reviewed
-- subject: advertiser
-- matches:
--   - - {city: atlanta, source: pinelist, day: "2026-03-01", text: "Call 404-555-0123"}
--     - {city: atlanta, source: cardway, day: "2026-03-02", text: "Here, 404-555-0123"}
-- ignores:
--   - - {city: atlanta, source: pinelist, day: "2026-03-01", text: "Call 404-555-0123"}
--     - {city: houston, source: pinelist, day: "2026-03-02", text: "Here, 404-555-0123"}
-- ---
WITH shown AS (
    SELECT
        grouped.advertiser_id,
        identifiers.value,
        identifiers.ad_id,
        identifiers.day,
        identifiers.span_start,
        identifiers.span_end,
        ads.source
    FROM stg_identifiers AS identifiers
    INNER JOIN ent_advertiser_ads AS grouped ON identifiers.ad_id = grouped.ad_id
    INNER JOIN stg_ads AS ads ON identifiers.ad_id = ads.ad_id
    WHERE identifiers.kind = 'phone'
),

spread AS (
    SELECT
        advertiser_id,
        value
    FROM shown
    GROUP BY advertiser_id, value
    HAVING count(DISTINCT source) >= 2
)

SELECT
    shown.advertiser_id AS subject_id,
    1.0 AS strength,
    shown.ad_id,
    shown.span_start,
    shown.span_end,
    shown.day
FROM shown
INNER JOIN spread ON shown.advertiser_id = spread.advertiser_id AND shown.value = spread.value
