-- ---
-- title: A round of three cities or more that comes back
-- why: A sequence of three cities or more, with a fortnight between at most, that returns to one of them is how some rings work, and how people tour on their own; alone it queues nobody.
-- source: Ibanez and Suthers 2014; Keskin et al. 2021; the fortnight is ours
-- concept_grade: B
-- measure_grade: untested
-- direction: for
-- family: movement
-- points: 6
-- reviewed_by: not yet reviewed
-- subject: advertiser
-- matches:
--   - - {city: atlanta, day: "2026-01-01", text: "Call 404-555-0123 in atlanta, 01-01"}
--     - {city: houston, day: "2026-01-09", text: "Call 404-555-0123 in houston, 01-09"}
--     - {city: miami, day: "2026-01-17", text: "Call 404-555-0123 in miami, 01-17"}
--     - {city: atlanta, day: "2026-01-25", text: "Call 404-555-0123 in atlanta, 01-25"}
-- ignores:
--   - - {city: atlanta, day: "2026-01-01", text: "Call 404-555-0123 in atlanta, 01-01"}
--     - {city: houston, day: "2026-01-09", text: "Call 404-555-0123 in houston, 01-09"}
--     - {city: miami, day: "2026-01-17", text: "Call 404-555-0123 in miami, 01-17"}
--   - - {city: atlanta, day: "2026-01-01", text: "Call 404-555-0123 in atlanta, 01-01"}
--     - {city: houston, day: "2026-02-20", text: "Call 404-555-0123 in houston, 02-20"}
--     - {city: miami, day: "2026-04-17", text: "Call 404-555-0123 in miami, 04-17"}
--     - {city: atlanta, day: "2026-06-25", text: "Call 404-555-0123 in atlanta, 06-25"}
-- ---
WITH legs AS (
    SELECT
        advertiser_id,
        city,
        sequence,
        CASE
            WHEN lag(last_day) OVER stays + INTERVAL 14 DAY >= first_day THEN 0
            ELSE 1
        END AS begins
    FROM ent_stays
    WINDOW stays AS (PARTITION BY advertiser_id ORDER BY sequence)
),

journeys AS (
    SELECT
        advertiser_id,
        city,
        sum(begins) OVER (PARTITION BY advertiser_id ORDER BY sequence ROWS UNBOUNDED PRECEDING) AS journey
    FROM legs
),

rounds AS (
    SELECT
        advertiser_id,
        max(stays) AS stays
    FROM (
        SELECT
            advertiser_id,
            journey,
            count(*) AS stays
        FROM journeys
        GROUP BY advertiser_id, journey
        HAVING count(DISTINCT city) >= 3 AND count(*) > count(DISTINCT city)
    ) AS found
    GROUP BY advertiser_id
)

SELECT
    rounds.advertiser_id AS subject_id,
    least(rounds.stays / 8.0, 1.0) AS strength,
    ads.ad_id,
    CAST(NULL AS INTEGER) AS span_start,
    CAST(NULL AS INTEGER) AS span_end,
    ads.day
FROM rounds
INNER JOIN ent_advertiser_ads AS grouped ON rounds.advertiser_id = grouped.advertiser_id
INNER JOIN stg_ads AS ads ON grouped.ad_id = ads.ad_id
