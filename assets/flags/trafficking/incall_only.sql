-- ---
-- title: Visits at one place only
-- why: In several systems a sign of control over movement; it also follows from having no car and from caution, so it carries no points.
-- source: T-Net (Nair et al. 2024)
-- concept_grade: B
-- measure_grade: untested
-- direction: none
-- family: services
-- points: 0
-- reviewed_by: not yet reviewed
-- subject: ad
-- matches:
--   - "incall only"
--   - "no outcall please"
-- ignores:
--   - "incall and outcall"
-- ---
SELECT
    ad_id AS subject_id,
    1.0 AS strength,
    ad_id,
    span_start,
    span_end,
    day
FROM stg_terms
WHERE pack = 'trafficking' AND category = 'incall_only' AND day IN (SELECT day FROM run_days)
