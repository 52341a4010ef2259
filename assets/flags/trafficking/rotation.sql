-- ---
-- title: People are said to change (new girls weekly)
-- why: A change of people may point to an organiser who moves them; agencies write so too. Kept apart from movement, and at zero until it is tested.
-- source: TrafficVis (Vajiac et al. 2023)
-- concept_grade: C
-- measure_grade: untested
-- direction: for
-- family: organisation
-- points: 0
-- reviewed_by: not yet reviewed
-- subject: ad
-- matches:
--   - "new girls weekly"
--   - "new staff every week"
-- ignores:
--   - "new in town this week"
-- ---
SELECT
    ad_id AS subject_id,
    1.0 AS strength,
    ad_id,
    span_start,
    span_end,
    day
FROM stg_terms
WHERE pack = 'trafficking' AND category = 'rotation' AND day IN (SELECT day FROM run_days)
