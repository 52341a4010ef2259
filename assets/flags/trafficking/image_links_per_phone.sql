-- ---
-- title: Ten different picture links for each phone number
-- why: Many different pictures beside few phone numbers may be of several people, or of spam that takes them from anywhere; whoever renews her pictures has many too. Links are counted, pictures are not looked at. Shown at zero until it is tested.
-- source: T-Net (Nair et al. 2024), weakened - there pictures, here their links; ten is ours
-- concept_grade: C
-- measure_grade: untested
-- direction: none
-- family: organisation
-- points: 0
-- reviewed_by: not yet reviewed
-- subject: advertiser
-- matches:
--   - - {city: atlanta, day: "2026-03-01", text: "Call 404-555-0123", images: [a, b, c, d, e]}
--     - {city: atlanta, day: "2026-03-02", text: "Call 404-555-0123 today", images: [f, g, h, i, j]}
-- ignores:
--   - - {city: atlanta, day: "2026-03-01", text: "Call 404-555-0123", images: [a, b, c, d, e]}
--     - {city: atlanta, day: "2026-03-02", text: "Call 404-555-0123 today", images: [a, b, c, d, e]}
--     - {city: atlanta, day: "2026-03-03", text: "Call 404-555-0123 tonight", images: [a, b, c, f, g]}
--   - - {city: atlanta, day: "2026-03-01", text: "Call 404-555-0123", images: [a, b, c, d, e]}
--     - {city: atlanta, day: "2026-03-02", text: "Call 404-555-0188", images: [f, g, h, i, j]}
-- ---
WITH linked AS (
    SELECT
        grouped.advertiser_id,
        count(DISTINCT images.image_id) AS images
    FROM stg_images AS images
    INNER JOIN ent_advertiser_ads AS grouped ON images.ad_id = grouped.ad_id
    GROUP BY grouped.advertiser_id
),

subjects AS (
    SELECT
        linked.advertiser_id,
        least(linked.images / (30.0 * traits.phones), 1.0) AS strength
    FROM linked
    INNER JOIN ent_advertiser_traits AS traits ON linked.advertiser_id = traits.advertiser_id
    WHERE traits.phones >= 1 AND linked.images >= 10 * traits.phones
)

SELECT DISTINCT
    subjects.advertiser_id AS subject_id,
    subjects.strength,
    images.ad_id,
    CAST(NULL AS INTEGER) AS span_start,
    CAST(NULL AS INTEGER) AS span_end,
    images.day
FROM subjects
INNER JOIN ent_advertiser_ads AS grouped ON subjects.advertiser_id = grouped.advertiser_id
INNER JOIN stg_images AS images ON grouped.ad_id = images.ad_id
