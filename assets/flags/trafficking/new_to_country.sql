-- ---
-- title: The person is said to be new to the country
-- why: It follows origin, and origin is no suspicion. It is measured for audits of fairness only; it never counts and stands beside no lead.
-- source: Alvari et al. 2017 (Security Informatics 6:1); that it looks at countries of interest is from memory, not confirmed
-- concept_grade: B
-- measure_grade: untested
-- direction: none
-- family: presentation
-- points: 0
-- reviewed_by: not yet reviewed
-- subject: ad
-- protected: true
-- matches:
--   - "new to the country, learning English"
--   - "just arrived from overseas"
-- ignores:
--   - "new in town"
-- ---
SELECT
    ad_id AS subject_id,
    1.0 AS strength,
    ad_id,
    span_start,
    span_end,
    day
FROM stg_terms
WHERE pack = 'trafficking' AND category = 'new_to_country' AND day IN (SELECT day FROM run_days)
