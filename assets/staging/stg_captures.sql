-- One capture of an ad a day is kept: a page fetched twice on a day is one capture, the earliest.
WITH read_ads AS (
    SELECT
        sha256(source || chr(31) || url || chr(31) || title || chr(31) || body) AS ad_id,
        sha256(source || chr(31) || url) AS posting_id,
        market,
        source,
        city,
        day,
        url,
        captured_at,
        page_id
    FROM raw_ads
    WHERE day IN (SELECT day FROM run_days)
),

ranked AS (
    SELECT
        ad_id,
        posting_id,
        market,
        source,
        city,
        day,
        url,
        captured_at,
        page_id,
        row_number() OVER (PARTITION BY ad_id, day ORDER BY captured_at, page_id) AS place
    FROM read_ads
)

SELECT
    ad_id,
    posting_id,
    market,
    source,
    city,
    day,
    url,
    captured_at,
    page_id
FROM ranked
WHERE place = 1
