-- ---
-- title: An hourly price in the lowest tenth of its city and month
-- why: Used in practice as a sign; it follows poverty and competition at least as much. Shown at zero until it is tested.
-- source: memex_ad_features (Giant Oak, public code of about 2016; the year is not confirmed)
-- concept_grade: C
-- measure_grade: untested
-- direction: none
-- family: services
-- points: 0
-- reviewed_by: not yet reviewed
-- subject: advertiser
-- matches:
--   - - {city: atlanta, day: "2026-03-01", text: "evening company, 110 hr"}
--     - {city: atlanta, day: "2026-03-02", text: "evening company, 120 hr"}
--     - {city: atlanta, day: "2026-03-03", text: "evening company, 130 hr"}
--     - {city: atlanta, day: "2026-03-04", text: "evening company, 140 hr"}
--     - {city: atlanta, day: "2026-03-05", text: "evening company, 150 hr"}
--     - {city: atlanta, day: "2026-03-06", text: "evening company, 160 hr"}
--     - {city: atlanta, day: "2026-03-07", text: "evening company, 170 hr"}
--     - {city: atlanta, day: "2026-03-08", text: "evening company, 180 hr"}
--     - {city: atlanta, day: "2026-03-09", text: "evening company, 190 hr"}
--     - {city: atlanta, day: "2026-03-10", text: "evening company, 200 hr"}
-- ignores:
--   - - {city: atlanta, day: "2026-03-01", text: "evening company, 110 hr"}
--     - {city: atlanta, day: "2026-03-02", text: "evening company, 120 hr"}
--     - {city: atlanta, day: "2026-03-03", text: "evening company, 130 hr"}
--     - {city: atlanta, day: "2026-03-04", text: "evening company, 140 hr"}
--     - {city: atlanta, day: "2026-03-05", text: "evening company, 150 hr"}
-- ---
WITH priced AS (
    SELECT
        prices.ad_id,
        prices.day,
        prices.hourly,
        prices.span_start,
        prices.span_end,
        ads.city,
        year(prices.day) AS in_year,
        month(prices.day) AS in_month
    FROM stg_prices AS prices
    INNER JOIN stg_ads AS ads ON prices.ad_id = ads.ad_id
    WHERE prices.hourly IS NOT NULL
),

limits AS (
    SELECT
        city,
        in_year,
        in_month,
        quantile_cont(hourly, 0.1) AS low
    FROM priced
    GROUP BY city, in_year, in_month
    HAVING count(*) >= 10
)

SELECT
    grouped.advertiser_id AS subject_id,
    1.0 AS strength,
    priced.ad_id,
    priced.span_start,
    priced.span_end,
    priced.day
FROM priced
INNER JOIN limits
    ON
        priced.city = limits.city
        AND priced.in_year = limits.in_year
        AND priced.in_month = limits.in_month
INNER JOIN ent_advertiser_ads AS grouped ON priced.ad_id = grouped.ad_id
WHERE priced.hourly < limits.low
