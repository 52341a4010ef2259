-- ---
-- title: Several phone numbers beside several names, or three under one text of its own
-- why: Phone numbers that change while texts or accounts stay point to an organiser, with the names or where no name is told. A second phone for work, or two people who share an account, are the usual innocent explanations.
-- source: Portnoff et al. 2017 (one author behind several phone numbers); TrafficVis (Vajiac et al. 2023)
-- concept_grade: B
-- measure_grade: untested
-- direction: for
-- family: organisation
-- points: 10
-- reviewed_by: not yet reviewed
-- subject: advertiser
-- matches:
--   - - {city: atlanta, day: "2026-03-01", text: "Call me Mia, 404-555-0123, telegram: @ourplace"}
--     - {city: atlanta, day: "2026-03-02", text: "Call me Jade, 404-555-0188, telegram: @ourplace"}
--   - - {city: atlanta, day: "2026-03-01", text: "Good company for a quiet evening, dinner and a long talk, incall near the park, call 404-555-0123"}
--     - {city: atlanta, day: "2026-03-02", text: "Good company for a quiet evening, dinner and a long talk, incall near the park, call 404-555-0124"}
--     - {city: atlanta, day: "2026-03-03", text: "Good company for a quiet evening, dinner and a long talk, incall near the park, call 404-555-0125"}
-- ignores:
--   - - {city: atlanta, day: "2026-03-01", text: "Call me Mia, 404-555-0123"}
--     - {city: atlanta, day: "2026-03-02", text: "Call me Jade, 404-555-0123"}
--   - - {city: atlanta, day: "2026-03-01", text: "Call me Mia, 404-555-0123"}
--     - {city: atlanta, day: "2026-03-02", text: "Call me Mia, 404-555-0188"}
-- ---
SELECT
    traits.advertiser_id AS subject_id,
    least(traits.phones / 4.0, 1.0) AS strength,
    identifiers.ad_id,
    identifiers.span_start,
    identifiers.span_end,
    identifiers.day
FROM ent_advertiser_traits AS traits
INNER JOIN ent_advertiser_ads AS grouped ON traits.advertiser_id = grouped.advertiser_id
INNER JOIN stg_identifiers AS identifiers ON grouped.ad_id = identifiers.ad_id
WHERE
    identifiers.kind = 'phone'
    AND (
        (traits.phones >= 2 AND traits.names >= 2)
        OR (traits.phones >= 3 AND traits.own_template_ads >= 3)
    )
