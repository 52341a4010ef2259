-- Prices as the texts state them with their duration, in US dollars, within what is plausible (20 to 9,000).
SELECT
    ads.city,
    prices.day,
    CASE prices.duration_min
        WHEN 15 THEN '15 min'
        WHEN 30 THEN '30 min'
        WHEN 60 THEN '1 hour'
        WHEN 120 THEN '2 hours'
        WHEN 600 THEN 'overnight'
    END AS length,
    prices.duration_min,
    CAST(prices.amount AS INTEGER) AS amount
FROM stg_prices AS prices
INNER JOIN stg_ads AS ads ON prices.ad_id = ads.ad_id
WHERE
    NOT prices.declared
    AND prices.currency = 'USD'
    AND prices.duration_min IN (15, 30, 60, 120, 600)
    AND prices.amount BETWEEN 20 AND 9000
ORDER BY ads.city, prices.duration_min, prices.day, prices.amount
