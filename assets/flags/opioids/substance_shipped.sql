-- ---
-- title: A substance with shipping or delivery
-- why: A substance that is sent or brought is offered. Pharmacies with a prescription are the usual innocent explanation.
-- source: Mackey et al. 2017 (of 619,937 posts found by keyword, 1,778 were sales)
-- concept_grade: B
-- measure_grade: untested
-- direction: for
-- family: shipping
-- points: 3
-- reviewed_by: not yet reviewed
-- subject: ad
-- matches:
--   - "fentanyl, overnight shipping"
--   - "xans by the strip, stealth"
-- ignores:
--   - "tracked shipping for the table"
--   - "fentanyl test strips save lives"
--   - "420 friendly, discreet shipping"
-- ---
WITH shipments AS (
    SELECT
        ad_id,
        day,
        span_start,
        span_end
    FROM stg_terms
    WHERE pack = 'opioids' AND category = 'shipping' AND day IN (SELECT day FROM run_days)
)

SELECT
    ad_id AS subject_id,
    1.0 AS strength,
    ad_id,
    span_start,
    span_end,
    day
FROM stg_substances
WHERE day IN (SELECT day FROM run_days) AND ad_id IN (SELECT ad_id FROM shipments)
UNION ALL
SELECT
    ad_id AS subject_id,
    1.0 AS strength,
    ad_id,
    span_start,
    span_end,
    day
FROM shipments
WHERE ad_id IN (SELECT ad_id FROM stg_substances)
