-- ---
-- title: An exit or a road is named
-- why: Who says where a client finds her is hardly spam or a scam. It says nothing for or against a lead.
-- source: TrafficVis (Vajiac et al. 2023)
-- concept_grade: C
-- measure_grade: untested
-- direction: none
-- family: services
-- points: 0
-- reviewed_by: not yet reviewed
-- subject: ad
-- matches:
--   - "motel off exit 12"
-- ignores:
--   - "close to the park"
-- ---
SELECT
    ad_id AS subject_id,
    1.0 AS strength,
    ad_id,
    span_start,
    span_end,
    day
FROM stg_places
WHERE kind IN ('exit', 'road') AND day IN (SELECT day FROM run_days)
