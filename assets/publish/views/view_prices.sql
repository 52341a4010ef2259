WITH stated AS (
    SELECT
        prices.ad_id,
        prices.day,
        CAST(date_trunc('month', prices.day) AS DATE) AS month,
        ads.city,
        prices.duration_min,
        prices.amount,
        prices.span_start,
        prices.span_end
    FROM stg_prices AS prices
    INNER JOIN stg_ads AS ads ON prices.ad_id = ads.ad_id
    WHERE
        NOT prices.declared
        AND prices.currency = 'USD'
        AND prices.duration_min IS NOT NULL
        AND prices.amount BETWEEN 20 AND 9000
),

usual AS (
    SELECT
        city,
        month,
        duration_min,
        quantile_cont(amount, 0.5) AS amount,
        count(*) AS prices
    FROM stated
    GROUP BY city, month, duration_min
)

SELECT
    stated.ad_id,
    stated.day,
    stated.city,
    stated.duration_min,
    stated.amount,
    usual.amount AS usual_amount,
    stated.amount / usual.amount AS ratio,
    usual.prices AS compared_with,
    stated.span_start,
    stated.span_end
FROM stated
INNER JOIN usual
    ON
        stated.city = usual.city
        AND stated.month = usual.month
        AND stated.duration_min = usual.duration_min
