-- ---
-- title: Ads in three or more cities within ninety days
-- why: Moving between cities is part of how some rings work, and of how many people tour on their own; alone it queues nobody.
-- source: Ibanez and Suthers 2014; Keskin et al. 2021
-- concept_grade: B
-- measure_grade: untested
-- direction: for
-- family: movement
-- points: 2
-- reviewed_by: not yet reviewed
-- subject: advertiser
-- matches:
--   - - {city: atlanta, day: "2026-01-05", text: "Call 404-555-0123"}
--     - {city: houston, day: "2026-01-20", text: "Here now, 404-555-0123"}
--     - {city: miami, day: "2026-02-10", text: "Call 404 555 0123 today"}
-- ignores:
--   - - {city: atlanta, day: "2026-01-05", text: "Call 404-555-0123"}
--     - {city: houston, day: "2026-01-20", text: "Here now, 404-555-0123"}
--   - - {city: atlanta, day: "2026-01-05", text: "Call 404-555-0123"}
--     - {city: houston, day: "2026-05-20", text: "Here now, 404-555-0123"}
--     - {city: miami, day: "2026-11-10", text: "Call 404 555 0123 today"}
-- ---
WITH windows AS (
    SELECT
        anchor.advertiser_id,
        anchor.first_day,
        count(DISTINCT other.city) AS cities
    FROM ent_stays AS anchor
    INNER JOIN ent_stays AS other
        ON
            anchor.advertiser_id = other.advertiser_id
            AND anchor.first_day <= other.first_day
            AND anchor.first_day + INTERVAL 90 DAY >= other.first_day
    GROUP BY anchor.advertiser_id, anchor.first_day
),

travelling AS (
    SELECT
        advertiser_id,
        max(cities) AS cities
    FROM windows
    GROUP BY advertiser_id
    HAVING max(cities) >= 3
)

SELECT
    travelling.advertiser_id AS subject_id,
    least(travelling.cities / 5.0, 1.0) AS strength,
    ads.ad_id,
    CAST(NULL AS INTEGER) AS span_start,
    CAST(NULL AS INTEGER) AS span_end,
    ads.day
FROM travelling
INNER JOIN ent_advertiser_ads AS grouped ON travelling.advertiser_id = grouped.advertiser_id
INNER JOIN stg_ads AS ads ON grouped.ad_id = ads.ad_id
