-- An ad stands on the day of its first capture; late earlier data moves it (stg_ads.days.sql finds the days to renew).
WITH first_days AS (
    SELECT
        ad_id,
        min(day) AS day
    FROM stg_captures
    GROUP BY ad_id
)

SELECT
    captures.ad_id,
    captures.posting_id,
    captures.source,
    captures.city,
    captures.market,
    captures.url,
    captures.day,
    captures.captured_at,
    ads.posted_at,
    ads.title,
    ads.body,
    ads.title || chr(10) || ads.body AS text,
    writing.language,
    writing.confidence AS language_confidence,
    writing.read < writing.characters AS is_cut,
    ads.category,
    ads.location,
    ads.poster,
    ads.phone AS declared_phone,
    ads.email AS declared_email,
    ads.handle AS declared_handle,
    ads.price AS declared_price,
    ads.age AS declared_age,
    captures.page_id,
    pages.sha256,
    pages.warc_file,
    pages.warc_offset
FROM stg_captures AS captures
INNER JOIN first_days
    ON captures.ad_id = first_days.ad_id AND captures.day = first_days.day
INNER JOIN raw_ads AS ads ON captures.page_id = ads.page_id
INNER JOIN raw_pages AS pages ON captures.page_id = pages.page_id
LEFT JOIN stg_writing AS writing ON captures.page_id = writing.page_id AND captures.day = writing.day
WHERE captures.day IN (SELECT day FROM run_days)
