-- What share of ads with a phone hides it, by source and month? Hiding may be a site's habit.
SELECT
    ads.source,
    CAST(date_trunc('month', ads.day) AS DATE) AS month,
    count(DISTINCT ads.ad_id) AS ads_with_a_phone,
    count(DISTINCT CASE WHEN found.obfuscated THEN ads.ad_id END) AS ads_that_hide_it
FROM stg_identifiers AS found
INNER JOIN stg_ads AS ads ON found.ad_id = ads.ad_id
WHERE found.kind = 'phone'
GROUP BY ads.source, CAST(date_trunc('month', ads.day) AS DATE)
ORDER BY ads.source, month;
