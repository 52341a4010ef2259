-- ---
-- title: An ethnicity or a nationality is stated
-- why: Ads with a known bad outcome state it more often, and scoring it would turn a group into a suspicion. It is measured for audits of fairness only; it never counts and stands beside no lead.
-- source: Lugo-Graulich et al. 2022 (JRSA, NIJ final report); bias shown by TrafficVis (Vajiac et al. 2023)
-- concept_grade: A
-- measure_grade: untested
-- direction: none
-- family: presentation
-- points: 0
-- reviewed_by: not yet reviewed
-- subject: ad
-- protected: true
-- matches:
--   - "sweet Latina in town"
--   - "chica colombiana"
-- ignores:
--   - "latin music and good food"
--   - "a white desk, like new"
-- ---
SELECT
    ad_id AS subject_id,
    1.0 AS strength,
    ad_id,
    span_start,
    span_end,
    day
FROM stg_terms
WHERE pack = 'trafficking' AND category = 'ethnicity' AND day IN (SELECT day FROM run_days)
