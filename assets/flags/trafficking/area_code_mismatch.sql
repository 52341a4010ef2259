-- ---
-- title: The phone's area code is another city's, in three ads or more
-- why: An area code that is mostly seen in another city may be of somebody who came from there. Phones move with their owners, so it carries no points.
-- source: ASC 2024 (abstract); that a code is the city's where most of its ads stand is ours
-- concept_grade: C
-- measure_grade: untested
-- direction: none
-- family: movement
-- points: 0
-- reviewed_by: not yet reviewed
-- subject: advertiser
-- matches:
--   - - {city: atlanta, day: "2026-03-01", text: "Call 404-555-0123"}
--     - {city: atlanta, day: "2026-03-02", text: "Call 404-555-0123 today"}
--     - {city: atlanta, day: "2026-03-03", text: "Call 404-555-0123 tonight"}
--     - {city: atlanta, day: "2026-03-04", text: "Call 404-555-0123 now"}
--     - {city: houston, day: "2026-03-11", text: "Call 404-555-0123"}
--     - {city: houston, day: "2026-03-12", text: "Call 404-555-0123 today"}
--     - {city: houston, day: "2026-03-13", text: "Call 404-555-0123 tonight"}
-- ignores:
--   - - {city: atlanta, day: "2026-03-01", text: "Call 404-555-0123"}
--     - {city: atlanta, day: "2026-03-02", text: "Call 404-555-0123 today"}
--     - {city: atlanta, day: "2026-03-03", text: "Call 404-555-0123 tonight"}
--     - {city: houston, day: "2026-03-11", text: "Call 404-555-0123"}
-- ---
WITH shown AS (
    SELECT
        grouped.advertiser_id,
        ads.city,
        identifiers.ad_id,
        identifiers.day,
        identifiers.span_start,
        identifiers.span_end,
        substr(identifiers.value, 3, 3) AS area_code
    FROM stg_identifiers AS identifiers
    INNER JOIN stg_ads AS ads ON identifiers.ad_id = ads.ad_id
    INNER JOIN ent_advertiser_ads AS grouped ON identifiers.ad_id = grouped.ad_id
    WHERE identifiers.kind = 'phone' AND identifiers.value LIKE '+1%'
),

counted AS (
    SELECT
        area_code,
        city,
        row_number() OVER (PARTITION BY area_code ORDER BY count(DISTINCT ad_id) DESC, city) AS place
    FROM shown
    GROUP BY area_code, city
),

elsewhere AS (
    SELECT
        shown.advertiser_id,
        shown.ad_id,
        shown.day,
        shown.span_start,
        shown.span_end
    FROM shown
    INNER JOIN counted ON shown.area_code = counted.area_code AND counted.place = 1
    WHERE shown.city <> counted.city
),

mismatched AS (
    SELECT advertiser_id
    FROM elsewhere
    GROUP BY advertiser_id
    HAVING count(DISTINCT ad_id) >= 3
)

SELECT
    advertiser_id AS subject_id,
    1.0 AS strength,
    ad_id,
    span_start,
    span_end,
    day
FROM elsewhere
WHERE advertiser_id IN (SELECT advertiser_id FROM mismatched)
