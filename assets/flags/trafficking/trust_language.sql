-- ---
-- title: Claims of trustworthiness or professionalism
-- why: Ads with a known bad outcome more often claim to be professional, reliable or real. Many honest ads say the same, so it counts only beside other families.
-- source: Lugo-Graulich et al. 2022 (JRSA, NIJ final report)
-- concept_grade: A
-- measure_grade: untested
-- direction: for
-- family: presentation
-- points: 2
-- reviewed_by: not yet reviewed
-- subject: ad
-- matches:
--   - "100% real, no games"
--   - "Professional and RELIABLE"
--   - "trato profesional"
-- ignores:
--   - "good company, dinner and talk"
--   - "unprofessional calls are not answered"
-- ---
SELECT
    ad_id AS subject_id,
    1.0 AS strength,
    ad_id,
    span_start,
    span_end,
    day
FROM stg_terms
WHERE pack = 'trafficking' AND category = 'trust_language' AND day IN (SELECT day FROM run_days)
