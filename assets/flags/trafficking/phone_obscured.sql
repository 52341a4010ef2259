-- ---
-- title: The phone number is hidden from a search
-- why: Spelling or breaking up a phone number keeps an ad from being found by it; of all tested indicators this one held best. Many who work on their own do so too.
-- source: Lugo-Graulich et al. 2022 (JRSA, NIJ final report); Nagpal et al. 2017
-- concept_grade: A
-- measure_grade: untested
-- direction: for
-- family: concealment
-- points: 4
-- reviewed_by: not yet reviewed
-- subject: ad
-- matches:
--   - "Call four oh four five five five zero one two three"
--   - "text me 4*0*4*5*5*5*0*1*2*3"
--   - "404 5five5 o123 anytime"
-- ignores:
--   - "Call 404-555-0123"
--   - "(404) 555 0123, also four oh four 555 0123"
--   - "open 24/7, 160 hr, 90 hh"
-- ---
-- Hidden everywhere: an ad that also shows the same number plainly hides nothing.
WITH phones AS (
    SELECT
        ad_id,
        value,
        obfuscated,
        span_start,
        span_end,
        day,
        min(CASE WHEN obfuscated THEN 1 ELSE 0 END) OVER (PARTITION BY ad_id, value) AS hidden_everywhere
    FROM stg_identifiers
    WHERE kind = 'phone' AND day IN (SELECT day FROM run_days)
)

SELECT
    ad_id AS subject_id,
    1.0 AS strength,
    ad_id,
    span_start,
    span_end,
    day
FROM phones
WHERE hidden_everywhere = 1
