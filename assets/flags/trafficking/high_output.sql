-- ---
-- title: Five new ads on one day, of three people or more, on two markets
-- why: More ads of different people in more places than one person would post for herself point to an organiser; agencies and spam post most of all.
-- source: Portnoff et al. 2017; T-Net (Nair et al. 2024)
-- concept_grade: B
-- measure_grade: untested
-- direction: for
-- family: organisation
-- points: 3
-- reviewed_by: not yet reviewed
-- subject: advertiser
-- matches:
--   - - {city: atlanta, source: cardway, day: "2026-03-01", text: "Call me Mia, 404-555-0123"}
--     - {city: atlanta, source: pinelist, day: "2026-03-01", text: "Call me Jade, 404-555-0123"}
--     - {city: atlanta, source: cardway, day: "2026-03-01", text: "Call me Rosa, 404-555-0123"}
--     - {city: atlanta, source: pinelist, day: "2026-03-01", text: "Call me Mia again, 404-555-0123"}
--     - {city: atlanta, source: cardway, day: "2026-03-01", text: "Call me Jade again, 404-555-0123"}
-- ignores:
--   - - {city: atlanta, source: cardway, day: "2026-03-01", text: "Call me Mia, 404-555-0123"}
--     - {city: atlanta, source: pinelist, day: "2026-03-02", text: "Call me Jade, 404-555-0123"}
--     - {city: atlanta, source: cardway, day: "2026-03-03", text: "Call me Rosa, 404-555-0123"}
--     - {city: atlanta, source: pinelist, day: "2026-03-04", text: "Call me Mia again, 404-555-0123"}
--     - {city: atlanta, source: cardway, day: "2026-03-05", text: "Call me Jade again, 404-555-0123"}
-- ---
SELECT
    traits.advertiser_id AS subject_id,
    least(traits.most_ads_a_day_of_several / 10.0, 1.0) AS strength,
    ads.ad_id,
    CAST(NULL AS INTEGER) AS span_start,
    CAST(NULL AS INTEGER) AS span_end,
    ads.day
FROM ent_advertiser_traits AS traits
INNER JOIN ent_advertiser_ads AS grouped ON traits.advertiser_id = grouped.advertiser_id
INNER JOIN stg_ads AS ads ON grouped.ad_id = ads.ad_id
WHERE traits.most_ads_a_day_of_several >= 5
