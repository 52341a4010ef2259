-- ---
-- title: The same two people, named together
-- why: Two who advertise together under one number are mostly friends who work together; words for several people say no more of them than that.
-- source: NEAT; TrafficVis (Vajiac et al. 2023), on what several people in one ad are mistaken for
-- concept_grade: B
-- measure_grade: untested
-- direction: against
-- family: several_people
-- points: -3
-- reviewed_by: not yet reviewed
-- subject: advertiser
-- matches:
--   - - {city: atlanta, day: "2026-03-01", text: "Call me Mia or ask for Jade, 404-555-0123"}
--     - {city: atlanta, day: "2026-03-02", text: "Call me Jade, 404-555-0123"}
-- ignores:
--   - - {city: atlanta, day: "2026-03-01", text: "Call me Mia or ask for Jade, 404-555-0123"}
--     - {city: atlanta, day: "2026-03-02", text: "Call me Rosa, 404-555-0123"}
--     - {city: atlanta, day: "2026-03-03", text: "Call me Jade, 404-555-0123"}
--   - - {city: atlanta, day: "2026-03-01", text: "Call me Mia, 404-555-0123"}
--     - {city: atlanta, day: "2026-03-02", text: "Call me Jade, 404-555-0123"}
-- ---
SELECT
    traits.advertiser_id AS subject_id,
    1.0 AS strength,
    people.ad_id,
    people.span_start,
    people.span_end,
    people.day
FROM ent_advertiser_traits AS traits
INNER JOIN ent_advertiser_ads AS grouped ON traits.advertiser_id = grouped.advertiser_id
INNER JOIN stg_people AS people ON grouped.ad_id = people.ad_id
WHERE
    traits.names_anywhere = 2
    AND traits.ads_of_several >= 1
    AND traits.phones <= 1
    AND people.name IS NOT NULL
