-- ---
-- title: One text of its own speaks for several people
-- why: A text that hardly anybody else uses, in which the names change, points to one writer for several people. Agencies, duos and people who use several names are the usual innocent explanations.
-- source: InfoShield (Lee et al. 2021), 84.8 to 85.4 % precision of such clusters; NEAT; TrafficVis (Vajiac et al. 2023)
-- concept_grade: B
-- measure_grade: untested
-- direction: for
-- family: template
-- points: 8
-- reviewed_by: not yet reviewed
-- subject: advertiser
-- matches:
--   - - {city: atlanta, day: "2026-03-01", text: "Mia here, good company for a quiet evening, dinner and a long talk, incall near the park, call 404-555-0123"}
--     - {city: atlanta, day: "2026-03-02", text: "Jade here, good company for a quiet evening, dinner and a long talk, incall near the park, call 404-555-0123"}
--     - {city: atlanta, day: "2026-03-03", text: "Rosa here, good company for a quiet evening, dinner and a long talk, incall near the park, call 404-555-0123"}
--     - {city: atlanta, day: "2026-03-04", text: "Mia here, good company for a quiet evening, dinner and a long talk, incall near the park, call 404-555-0123"}
--     - {city: atlanta, day: "2026-03-05", text: "Jade here, good company for a quiet evening, dinner and a long talk, incall near the park, call 404-555-0123"}
--     - {city: atlanta, day: "2026-03-06", text: "Rosa here, good company for a quiet evening, dinner and a long talk, incall near the park, call 404-555-0123"}
-- ignores:
--   - - {city: atlanta, day: "2026-03-01", text: "Mia here, good company for a quiet evening, dinner and a long talk, incall near the park, call 404-555-0123"}
--     - {city: atlanta, day: "2026-03-02", text: "Mia here, good company for a quiet evening, dinner and a long talk, incall near the park, call 404-555-0123"}
--     - {city: atlanta, day: "2026-03-03", text: "Mia here, good company for a quiet evening, dinner and a long talk, incall near the park, call 404-555-0123"}
--     - {city: atlanta, day: "2026-03-04", text: "Mia here, good company for a quiet evening, dinner and a long talk, incall near the park, call 404-555-0123"}
--     - {city: atlanta, day: "2026-03-05", text: "Mia here, good company for a quiet evening, dinner and a long talk, incall near the park, call 404-555-0123"}
--     - {city: atlanta, day: "2026-03-06", text: "Mia here, good company for a quiet evening, dinner and a long talk, incall near the park, call 404-555-0123"}
--   - - {city: atlanta, day: "2026-03-01", text: "Mia here, good company for a quiet evening, call 404-555-0123"}
--     - {city: atlanta, day: "2026-03-02", text: "Two girls, ask for Jade or Rosa, drinks and laughter at the lake, 404-555-0123"}
-- ---
WITH subjects AS (
    SELECT
        advertiser_id,
        own_template_id,
        least(names / 6.0, 1.0) AS strength
    FROM ent_advertiser_traits
    WHERE own_template_names >= 2 AND names >= 3
)

SELECT
    subjects.advertiser_id AS subject_id,
    subjects.strength,
    people.ad_id,
    people.span_start,
    people.span_end,
    people.day
FROM subjects
INNER JOIN ent_advertiser_ads AS grouped ON subjects.advertiser_id = grouped.advertiser_id
INNER JOIN ent_template_ads AS followed
    ON grouped.ad_id = followed.ad_id AND subjects.own_template_id = followed.template_id
INNER JOIN stg_people AS people ON followed.ad_id = people.ad_id
WHERE people.name IS NOT NULL
