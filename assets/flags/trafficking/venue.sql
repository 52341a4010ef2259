-- ---
-- title: A motel, a truck stop or a highway exit is named
-- why: Used in practice as a sign; it follows poverty and travel at least as much. Shown at zero until it is tested.
-- source: Polaris 2018 (On-Ramps, Intersections, and Exit Routes), on the hotel and transport industries; that ads name such places is practice, with no study behind it
-- concept_grade: C
-- measure_grade: untested
-- direction: for
-- family: organisation
-- points: 0
-- reviewed_by: not yet reviewed
-- subject: ad
-- matches:
--   - "nice motel off the highway"
--   - "by the truck stop"
-- ignores:
--   - "dinner in a quiet place"
-- ---
SELECT
    ad_id AS subject_id,
    1.0 AS strength,
    ad_id,
    span_start,
    span_end,
    day
FROM stg_terms
WHERE pack = 'trafficking' AND category = 'venue' AND day IN (SELECT day FROM run_days)
