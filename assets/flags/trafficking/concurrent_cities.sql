-- ---
-- title: In two cities at once
-- why: Stays that overlap by more than a day of travel are of several people, of an organisation, or of spam. It does not say which, so it carries no points.
-- source: Ibanez and Suthers 2014, on movement; that two places at once cannot be one person's is ours
-- concept_grade: C
-- measure_grade: untested
-- direction: none
-- family: organisation
-- points: 0
-- reviewed_by: not yet reviewed
-- subject: advertiser
-- matches:
--   - - {city: atlanta, day: "2026-03-01", text: "Call 404-555-0123, day 1"}
--     - {city: atlanta, day: "2026-03-04", text: "Call 404-555-0123, day 4"}
--     - {city: atlanta, day: "2026-03-08", text: "Call 404-555-0123, day 8"}
--     - {city: houston, day: "2026-03-01", text: "Call 404-555-0123, day 1"}
--     - {city: houston, day: "2026-03-04", text: "Call 404-555-0123, day 4"}
--     - {city: houston, day: "2026-03-08", text: "Call 404-555-0123, day 8"}
-- ignores:
--   - - {city: atlanta, day: "2026-03-01", text: "Call 404-555-0123, day 1"}
--     - {city: atlanta, day: "2026-03-04", text: "Call 404-555-0123, day 4"}
--     - {city: atlanta, day: "2026-03-08", text: "Call 404-555-0123, day 8"}
--     - {city: houston, day: "2026-03-10", text: "Call 404-555-0123, day 10"}
--     - {city: houston, day: "2026-03-13", text: "Call 404-555-0123, day 13"}
-- ---
SELECT
    traits.advertiser_id AS subject_id,
    least(traits.cities_at_once / 5.0, 1.0) AS strength,
    ads.ad_id,
    CAST(NULL AS INTEGER) AS span_start,
    CAST(NULL AS INTEGER) AS span_end,
    ads.day
FROM ent_advertiser_traits AS traits
INNER JOIN ent_advertiser_ads AS grouped ON traits.advertiser_id = grouped.advertiser_id
INNER JOIN stg_ads AS ads ON grouped.ad_id = ads.ad_id
WHERE traits.cities_at_once >= 2
