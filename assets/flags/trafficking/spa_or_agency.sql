-- ---
-- title: A massage business or an agency
-- why: It says what kind of operation an ad may be of, which is neither for nor against a lead.
-- source: Alvari et al. 2017
-- concept_grade: B
-- measure_grade: untested
-- direction: none
-- family: organisation
-- points: 0
-- reviewed_by: not yet reviewed
-- subject: ad
-- matches:
--   - "deep tissue massage by licensed therapists"
--   - "our agency is open until four"
-- ignores:
--   - "a warm touch"
-- ---
SELECT
    ad_id AS subject_id,
    1.0 AS strength,
    ad_id,
    span_start,
    span_end,
    day
FROM stg_terms
WHERE pack = 'trafficking' AND category IN ('massage_business', 'agency_business') AND day IN (SELECT day FROM run_days)
