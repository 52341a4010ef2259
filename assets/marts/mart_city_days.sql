-- A city and day without a landed market has no row: a gap is a gap, never a zero.
WITH landed AS (
    SELECT
        city,
        day,
        count(DISTINCT market) AS markets
    FROM run_partitions
    WHERE NOT is_set_aside
    GROUP BY city, day
),

expected_markets AS (
    SELECT
        city,
        count(*) AS markets
    FROM run_markets
    GROUP BY city
),

flagged AS (
    SELECT DISTINCT ad_id
    FROM flag_ads
),

-- An edited posting stands for its newest text until then; a listing that was seen before the text was, for the first.
versions AS (
    SELECT
        ad_id,
        posting_id,
        CASE WHEN lag(day) OVER texts IS NOT NULL THEN day END AS from_day,
        lead(day) OVER texts AS until_day
    FROM stg_ads
    WINDOW texts AS (PARTITION BY posting_id ORDER BY captured_at, ad_id)
),

postings AS (
    SELECT
        sightings.city,
        sightings.day,
        count(DISTINCT sightings.posting_id) AS ads,
        count(DISTINCT grouped.advertiser_id) AS advertisers,
        count(DISTINCT CASE WHEN flagged.ad_id IS NOT NULL THEN sightings.posting_id END) AS flagged
    FROM stg_sightings AS sightings
    LEFT JOIN versions
        ON
            sightings.posting_id = versions.posting_id
            AND coalesce(sightings.day >= versions.from_day, TRUE)
            AND coalesce(sightings.day < versions.until_day, TRUE)
    LEFT JOIN ent_advertiser_ads AS grouped ON versions.ad_id = grouped.ad_id
    LEFT JOIN flagged ON versions.ad_id = flagged.ad_id
    GROUP BY sightings.city, sightings.day
),

new_ads AS (
    SELECT
        city,
        day,
        count(*) AS new_ads
    FROM stg_ads
    GROUP BY city, day
),

first_stays AS (
    SELECT
        advertiser_id,
        city,
        min(first_day) AS day
    FROM ent_stays
    GROUP BY advertiser_id, city
),

arrivals AS (
    SELECT
        city,
        day,
        count(*) AS new_advertisers
    FROM first_stays
    GROUP BY city, day
),

days AS (
    SELECT
        landed.city,
        landed.day,
        coalesce(postings.ads, 0) AS ads,
        coalesce(new_ads.new_ads, 0) AS new_ads,
        coalesce(postings.advertisers, 0) AS advertisers,
        coalesce(arrivals.new_advertisers, 0) AS new_advertisers,
        coalesce(postings.flagged, 0) AS flagged,
        landed.markets >= coalesce(expected_markets.markets, 1) AS is_complete
    FROM landed
    LEFT JOIN expected_markets ON landed.city = expected_markets.city
    LEFT JOIN postings ON landed.city = postings.city AND landed.day = postings.day
    LEFT JOIN new_ads ON landed.city = new_ads.city AND landed.day = new_ads.day
    LEFT JOIN arrivals ON landed.city = arrivals.city AND landed.day = arrivals.day
),

earlier AS (
    SELECT
        days.city,
        days.day,
        past.ads
    FROM days
    INNER JOIN days AS past
        ON
            days.city = past.city
            AND dayofweek(days.day) = dayofweek(past.day)
            AND days.day > past.day
            AND days.day - INTERVAL 56 DAY <= past.day
    WHERE past.is_complete
),

centres AS (
    SELECT
        city,
        day,
        quantile_cont(ads, 0.5) AS expected,
        count(*) AS weeks
    FROM earlier
    GROUP BY city, day
    HAVING count(*) >= 4
),

spreads AS (
    SELECT
        centres.city,
        centres.day,
        centres.expected,
        greatest(1.4826 * quantile_cont(abs(earlier.ads - centres.expected), 0.5), sqrt(centres.expected))
            AS spread
    FROM centres
    INNER JOIN earlier ON centres.city = earlier.city AND centres.day = earlier.day
    GROUP BY centres.city, centres.day, centres.expected
)

SELECT
    days.city,
    days.day,
    days.ads,
    days.new_ads,
    days.advertisers,
    days.new_advertisers,
    days.flagged,
    spreads.expected,
    -- greatest() passes over an empty value, and a missing expectation is not a zero.
    CASE WHEN spreads.expected IS NOT NULL THEN greatest(spreads.expected - 1.96 * spreads.spread, 0) END AS low,
    spreads.expected + 1.96 * spreads.spread AS high,
    days.is_complete
FROM days
LEFT JOIN spreads ON days.city = spreads.city AND days.day = spreads.day
