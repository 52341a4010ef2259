-- ---
-- title: A substance with a price or a quantity
-- why: A name of a substance alone is almost never a sale; with a price or a quantity it may be. News, recovery groups and jokes name prices too.
-- source: Mackey et al. 2017 (of 619,937 posts found by keyword, 1,778 were sales)
-- concept_grade: B
-- measure_grade: untested
-- direction: for
-- family: sale
-- points: 4
-- reviewed_by: not yet reviewed
-- subject: ad
-- matches:
--   - "oxycodone 30mg by the pill"
--   - "percs, 40 hh"
--   - "blues 30s in tens"
--   - "xanax bars, 2mg"
-- ignores:
--   - "oxycodone ruined my life"
--   - "420 friendly, 120 hr"
--   - "got 💊 tonight, 80 hr"
--   - "bars and good food nearby, 120 hr"
--   - "snow on the roof, 150 hr"
-- ---
WITH sales AS (
    SELECT
        ad_id,
        day,
        span_start,
        span_end
    FROM stg_terms
    WHERE pack = 'opioids' AND category = 'quantity' AND day IN (SELECT day FROM run_days)
    UNION ALL
    SELECT
        ad_id,
        day,
        span_start,
        span_end
    FROM stg_prices
    WHERE day IN (SELECT day FROM run_days)
)

SELECT
    ad_id AS subject_id,
    1.0 AS strength,
    ad_id,
    span_start,
    span_end,
    day
FROM stg_substances
WHERE day IN (SELECT day FROM run_days) AND ad_id IN (SELECT ad_id FROM sales)
UNION ALL
SELECT
    ad_id AS subject_id,
    1.0 AS strength,
    ad_id,
    span_start,
    span_end,
    day
FROM sales
WHERE ad_id IN (SELECT ad_id FROM stg_substances)
