-- ---
-- title: Emoji that are said to be a code
-- why: Growing hearts, cherries, crowns, planes and roses are read as a code in training material; everybody uses them. Shown at zero until it is tested.
-- source: Whitney et al. 2018
-- concept_grade: C
-- measure_grade: untested
-- direction: none
-- family: presentation
-- points: 0
-- reviewed_by: not yet reviewed
-- subject: ad
-- matches:
--   - "new 🍒 call me"
-- ignores:
--   - "call me 😀"
-- ---
WITH marks AS (
    SELECT '💗' AS mark
    UNION ALL
    SELECT '🍒' AS mark
    UNION ALL
    SELECT '👑' AS mark
    UNION ALL
    SELECT '✈' AS mark
    UNION ALL
    SELECT '🌹' AS mark
),

placed AS (
    SELECT
        ads.ad_id,
        ads.day,
        strpos(ads.text, marks.mark) AS place
    FROM stg_ads AS ads
    CROSS JOIN marks
    WHERE ads.day IN (SELECT day FROM run_days)
)

SELECT
    ad_id AS subject_id,
    1.0 AS strength,
    ad_id,
    place - 1 AS span_start,
    place AS span_end,
    day
FROM placed
WHERE place > 0
