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
-- A street name is a word of every day; it speaks of a substance only with a quantity right after it.
WITH terms AS (
    SELECT
        ad_id,
        day,
        category,
        span_start,
        span_end
    FROM stg_terms
    WHERE pack = 'opioids' AND day IN (SELECT day FROM run_days)
),

substances AS (
    SELECT
        ad_id,
        day,
        span_start,
        span_end
    FROM terms
    WHERE category = 'substance'
    UNION
    SELECT
        names.ad_id,
        names.day,
        names.span_start,
        names.span_end
    FROM terms AS names
    INNER JOIN terms AS quantities ON names.ad_id = quantities.ad_id
    WHERE
        names.category = 'street_name'
        AND quantities.category = 'quantity'
        AND quantities.span_start BETWEEN names.span_end AND names.span_end + 12
),

shipments AS (
    SELECT
        ad_id,
        day,
        span_start,
        span_end
    FROM terms
    WHERE category = 'shipping'
)

SELECT
    ad_id AS subject_id,
    1.0 AS strength,
    ad_id,
    span_start,
    span_end,
    day
FROM substances
WHERE ad_id IN (SELECT ad_id FROM shipments)
UNION ALL
SELECT
    ad_id AS subject_id,
    1.0 AS strength,
    ad_id,
    span_start,
    span_end,
    day
FROM shipments
WHERE ad_id IN (SELECT ad_id FROM substances)
