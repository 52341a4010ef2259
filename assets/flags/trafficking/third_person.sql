-- ---
-- title: The ad speaks of the person as "she"
-- why: A text written by somebody else about the person offered may point to a third party; agencies write so too.
-- source: Ibanez and Suthers 2014
-- concept_grade: B
-- measure_grade: untested
-- direction: for
-- family: organisation
-- points: 2
-- reviewed_by: not yet reviewed
-- subject: ad
-- matches:
--   - "she is waiting for your call"
--   - "ask about HER schedule"
-- ignores:
--   - "I am here all week"
--   - "sheer comfort"
-- ---
SELECT
    ad_id AS subject_id,
    1.0 AS strength,
    ad_id,
    span_start,
    span_end,
    day
FROM stg_terms
WHERE pack = 'trafficking' AND category = 'third_person' AND day IN (SELECT day FROM run_days)
