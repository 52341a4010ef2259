-- ---
-- title: Limits are set (gentlemen only, no last minute calls)
-- why: Who sets limits decides for herself; it speaks against control by others. Who says so in more of her texts than others do loses points.
-- source: T-Net (Nair et al. 2024)
-- concept_grade: B
-- measure_grade: untested
-- direction: against
-- family: services
-- points: -2
-- reviewed_by: not yet reviewed
-- subject: ad
-- matches:
--   - "gentlemen only, please be polite"
-- ignores:
--   - "no limits, just ask"
-- ---
SELECT
    ad_id AS subject_id,
    1.0 AS strength,
    ad_id,
    span_start,
    span_end,
    day
FROM stg_terms
WHERE pack = 'trafficking' AND category = 'restrictions' AND day IN (SELECT day FROM run_days)
