-- ---
-- title: A substance with a way to reach or to pay the poster
-- why: Ads have a phone number whatever they offer, so beside a substance it adds little; it counts only beside the other signs of a sale.
-- source: Mackey et al. 2017 (of 619,937 posts found by keyword, 1,778 were sales)
-- concept_grade: B
-- measure_grade: untested
-- direction: for
-- family: contact
-- points: 2
-- reviewed_by: not yet reviewed
-- subject: ad
-- matches:
--   - "percocet, text 404-555-0123"
--   - "oxycontin, btc only"
-- ignores:
--   - "text 404-555-0123, 420 friendly"
--   - "percocet took my brother"
-- ---
WITH contacts AS (
    SELECT
        ad_id,
        day,
        span_start,
        span_end
    FROM stg_terms
    WHERE pack = 'opioids' AND category = 'payment' AND day IN (SELECT day FROM run_days)
    UNION ALL
    SELECT
        ad_id,
        day,
        span_start,
        span_end
    FROM stg_identifiers
    WHERE kind IN ('phone', 'email', 'handle') AND day IN (SELECT day FROM run_days)
)

SELECT
    ad_id AS subject_id,
    1.0 AS strength,
    ad_id,
    span_start,
    span_end,
    day
FROM stg_substances
WHERE day IN (SELECT day FROM run_days) AND ad_id IN (SELECT ad_id FROM contacts)
UNION ALL
SELECT
    ad_id AS subject_id,
    1.0 AS strength,
    ad_id,
    span_start,
    span_end,
    day
FROM contacts
WHERE ad_id IN (SELECT ad_id FROM stg_substances)
