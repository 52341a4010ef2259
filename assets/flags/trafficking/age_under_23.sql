-- ---
-- title: A stated age of 18 to 22
-- why: Commonly believed to be a sign, and not supported - tested against known outcomes, the stated age does not predict. Shown so that nobody counts it unawares.
-- source: Lugo-Graulich et al. 2022 (JRSA, NIJ final report)
-- concept_grade: X
-- measure_grade: untested
-- direction: none
-- family: presentation
-- points: 0
-- reviewed_by: not yet reviewed
-- subject: ad
-- matches:
--   - "I'm Mia, 21yo"
-- ignores:
--   - "I'm Mia, 25yo"
-- ---
SELECT
    ad_id AS subject_id,
    1.0 AS strength,
    ad_id,
    span_start,
    span_end,
    day
FROM stg_people
WHERE age BETWEEN 18 AND 22 AND day IN (SELECT day FROM run_days)
