-- ---
-- title: Several people are offered
-- why: Several names in one ad, or words for several people, may point to an organiser. Duos and agencies are the usual innocent explanation.
-- source: NEAT; TrafficVis (Vajiac et al. 2023)
-- concept_grade: B
-- measure_grade: untested
-- direction: for
-- family: several_people
-- points: 3
-- reviewed_by: not yet reviewed
-- subject: ad
-- matches:
--   - "2 girls available tonight"
--   - "ask for Mia or our girls Jade and Rosa"
--   - "Call me Mia or ask for Jade"
-- ignores:
--   - "I'm Mia. Ask for Mia"
--   - "dinner for two"
-- ---
WITH named AS (
    SELECT
        ad_id,
        day,
        span_start,
        span_end,
        min(name) OVER (PARTITION BY ad_id) AS first_name,
        max(name) OVER (PARTITION BY ad_id) AS last_name
    FROM stg_people
    WHERE name IS NOT NULL AND day IN (SELECT day FROM run_days)
),

spoken AS (
    SELECT
        ad_id,
        day,
        span_start,
        span_end
    FROM stg_terms
    WHERE pack = 'trafficking' AND category = 'several_people' AND day IN (SELECT day FROM run_days)
)

SELECT
    ad_id AS subject_id,
    1.0 AS strength,
    ad_id,
    span_start,
    span_end,
    day
FROM named
WHERE first_name <> last_name
UNION ALL
SELECT
    ad_id AS subject_id,
    1.0 AS strength,
    ad_id,
    span_start,
    span_end,
    day
FROM spoken
