-- ---
-- title: Ten ads or fewer
-- why: Few ads are usually noise or an independent's. It takes no points away - who posts little would never be seen - and stands there as what speaks against.
-- source: VisPaD (Nair et al. 2022)
-- concept_grade: C
-- measure_grade: untested
-- direction: against
-- family: organisation
-- points: 0
-- reviewed_by: not yet reviewed
-- subject: advertiser
-- matches:
--   - - {city: atlanta, day: "2026-03-01", text: "Call 404-555-0123"}
-- ignores:
--   - - {city: atlanta, day: "2026-03-01", text: "Call 404-555-0123, day 1"}
--     - {city: atlanta, day: "2026-03-02", text: "Call 404-555-0123, day 2"}
--     - {city: atlanta, day: "2026-03-03", text: "Call 404-555-0123, day 3"}
--     - {city: atlanta, day: "2026-03-04", text: "Call 404-555-0123, day 4"}
--     - {city: atlanta, day: "2026-03-05", text: "Call 404-555-0123, day 5"}
--     - {city: atlanta, day: "2026-03-06", text: "Call 404-555-0123, day 6"}
--     - {city: atlanta, day: "2026-03-07", text: "Call 404-555-0123, day 7"}
--     - {city: atlanta, day: "2026-03-08", text: "Call 404-555-0123, day 8"}
--     - {city: atlanta, day: "2026-03-09", text: "Call 404-555-0123, day 9"}
--     - {city: atlanta, day: "2026-03-10", text: "Call 404-555-0123, day 10"}
--     - {city: atlanta, day: "2026-03-11", text: "Call 404-555-0123, day 11"}
-- ---
SELECT
    advertisers.advertiser_id AS subject_id,
    1.0 AS strength,
    ads.ad_id,
    CAST(NULL AS INTEGER) AS span_start,
    CAST(NULL AS INTEGER) AS span_end,
    ads.day
FROM ent_advertisers AS advertisers
INNER JOIN ent_advertiser_ads AS grouped ON advertisers.advertiser_id = grouped.advertiser_id
INNER JOIN stg_ads AS ads ON grouped.ad_id = ads.ad_id
WHERE advertisers.ads <= 10
