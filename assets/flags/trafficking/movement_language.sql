-- ---
-- title: Words of movement ("new in town")
-- why: Commonly believed to be a sign, and not supported - tested against known outcomes, such ads were 70 % less likely to be trafficking. Shown so that nobody counts it unawares.
-- source: Lugo-Graulich et al. 2022 (JRSA, NIJ final report)
-- concept_grade: X
-- measure_grade: untested
-- direction: none
-- family: movement
-- points: 0
-- reviewed_by: not yet reviewed
-- subject: ad
-- matches:
--   - "New in town, only here this week"
--   - "recién llegada"
-- ignores:
--   - "a quiet part of town"
-- ---
SELECT
    ad_id AS subject_id,
    1.0 AS strength,
    ad_id,
    span_start,
    span_end,
    day
FROM stg_terms
WHERE pack = 'trafficking' AND category = 'movement_language' AND day IN (SELECT day FROM run_days)
