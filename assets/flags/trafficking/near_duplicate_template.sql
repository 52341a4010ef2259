-- ---
-- title: Ten ads or more follow one text of its own
-- why: Many near-duplicates come from one hand with a routine, an organiser's or a busy independent's. Everybody who posts again copies her own text, so it carries no points alone.
-- source: InfoShield (Lee et al. 2021); DeltaShield (Vajiac et al. 2023)
-- concept_grade: B
-- measure_grade: untested
-- direction: none
-- family: template
-- points: 0
-- reviewed_by: not yet reviewed
-- subject: advertiser
-- matches:
--   - - {city: atlanta, day: "2026-03-01", text: "Mia here, good company for a quiet evening, dinner and a long talk, incall near the park, call 404-555-0123"}
--     - {city: atlanta, day: "2026-03-02", text: "Mia here, good company for a quiet evening, dinner and a long talk, incall near the lake, call 404-555-0123"}
--     - {city: atlanta, day: "2026-03-03", text: "Mia here, good company for a quiet evening, dinner and a long talk, incall near the zoo, call 404-555-0123"}
--     - {city: atlanta, day: "2026-03-04", text: "Mia here, good company for a quiet evening, dinner and a long talk, incall near the mall, call 404-555-0123"}
--     - {city: atlanta, day: "2026-03-05", text: "Mia here, good company for a quiet evening, dinner and a long talk, incall near the river, call 404-555-0123"}
--     - {city: atlanta, day: "2026-03-06", text: "Mia here, good company for a quiet evening, dinner and a long talk, incall near the beach, call 404-555-0123"}
--     - {city: atlanta, day: "2026-03-07", text: "Mia here, good company for a quiet evening, dinner and a long talk, incall near the harbor, call 404-555-0123"}
--     - {city: atlanta, day: "2026-03-08", text: "Mia here, good company for a quiet evening, dinner and a long talk, incall near the stadium, call 404-555-0123"}
--     - {city: atlanta, day: "2026-03-09", text: "Mia here, good company for a quiet evening, dinner and a long talk, incall near the station, call 404-555-0123"}
--     - {city: atlanta, day: "2026-03-10", text: "Mia here, good company for a quiet evening, dinner and a long talk, incall near the market, call 404-555-0123"}
--     - {city: atlanta, day: "2026-03-11", text: "Mia here, good company for a quiet evening, dinner and a long talk, incall near the museum, call 404-555-0123"}
-- ignores:
--   - - {city: atlanta, day: "2026-03-01", text: "Mia here, good company for a quiet evening, dinner and a long talk, incall near the park, call 404-555-0123"}
--     - {city: atlanta, day: "2026-03-02", text: "Mia here, good company for a quiet evening, dinner and a long talk, incall near the park, call 404-555-0123"}
--     - {city: atlanta, day: "2026-03-03", text: "Mia here, good company for a quiet evening, dinner and a long talk, incall near the park, call 404-555-0123"}
--     - {city: atlanta, day: "2026-03-04", text: "Mia here, good company for a quiet evening, dinner and a long talk, incall near the park, call 404-555-0123"}
--     - {city: atlanta, day: "2026-03-05", text: "Mia here, good company for a quiet evening, dinner and a long talk, incall near the park, call 404-555-0123"}
--     - {city: atlanta, day: "2026-03-06", text: "Mia here, good company for a quiet evening, dinner and a long talk, incall near the park, call 404-555-0123"}
-- ---
WITH subjects AS (
    SELECT
        advertiser_id,
        own_template_id,
        least(own_template_ads / 30.0, 1.0) AS strength
    FROM ent_advertiser_traits
    WHERE own_template_ads >= 10
)

SELECT
    subjects.advertiser_id AS subject_id,
    subjects.strength,
    ads.ad_id,
    CAST(NULL AS INTEGER) AS span_start,
    CAST(NULL AS INTEGER) AS span_end,
    ads.day
FROM subjects
INNER JOIN ent_advertiser_ads AS grouped ON subjects.advertiser_id = grouped.advertiser_id
INNER JOIN ent_template_ads AS followed
    ON grouped.ad_id = followed.ad_id AND subjects.own_template_id = followed.template_id
INNER JOIN stg_ads AS ads ON followed.ad_id = ads.ad_id
