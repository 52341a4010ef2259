-- ---
-- title: Clients are screened
-- why: Asking for references or identification is how people who work on their own protect themselves. It speaks against control by others, and does not predict trafficking.
-- source: Lugo-Graulich et al. 2022 (JRSA, NIJ final report)
-- concept_grade: X
-- measure_grade: untested
-- direction: against
-- family: services
-- points: 0
-- reviewed_by: not yet reviewed
-- subject: ad
-- matches:
--   - "screening required"
--   - "references welcome"
-- ignores:
--   - "big screen and snacks"
-- ---
SELECT
    ad_id AS subject_id,
    1.0 AS strength,
    ad_id,
    span_start,
    span_end,
    day
FROM stg_terms
WHERE pack = 'trafficking' AND category = 'screening' AND day IN (SELECT day FROM run_days)
