-- ---
-- title: Words that suggest youth
-- why: Ads with a known bad outcome more often use words that suggest youth. The stated age does not tell, and does not count here.
-- source: Lugo-Graulich et al. 2022 (JRSA, NIJ final report)
-- concept_grade: A
-- measure_grade: untested
-- direction: for
-- family: presentation
-- points: 3
-- reviewed_by: not yet reviewed
-- subject: ad
-- matches:
--   - "petite student"
--   - "Fresh face in the city"
-- ignores:
--   - "age 22, calm evenings"
--   - "refreshing massage"
-- ---
SELECT
    ad_id AS subject_id,
    1.0 AS strength,
    ad_id,
    span_start,
    span_end,
    day
FROM stg_terms
WHERE pack = 'trafficking' AND category = 'youth_language' AND day IN (SELECT day FROM run_days)
