-- ---
-- title: Everything is offered, without limits
-- why: Risky services without any limit may be set by somebody else than the person who bears the risk. Words of advertising are the usual innocent explanation.
-- source: T-Net (Nair et al. 2024)
-- concept_grade: B
-- measure_grade: untested
-- direction: for
-- family: services
-- points: 2
-- reviewed_by: not yet reviewed
-- subject: ad
-- matches:
--   - "no limits, anything goes"
--   - "todo es posible, sin tabúes"
-- ignores:
--   - "a quiet evening and a good talk"
-- ---
SELECT
    ad_id AS subject_id,
    1.0 AS strength,
    ad_id,
    span_start,
    span_end,
    day
FROM stg_terms
WHERE pack = 'trafficking' AND category = 'no_restrictions' AND day IN (SELECT day FROM run_days)
