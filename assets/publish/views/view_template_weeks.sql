SELECT
    members.template_id,
    CAST(date_trunc('week', ads.day) AS DATE) AS week,
    count(*) AS new_ads,
    count(DISTINCT ads.city) AS cities,
    count(DISTINCT grouped.advertiser_id) AS advertisers,
    CAST(sum(count(*)) OVER (
        PARTITION BY members.template_id
        ORDER BY CAST(date_trunc('week', ads.day) AS DATE)
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS BIGINT) AS ads_before
FROM ent_template_ads AS members
INNER JOIN stg_ads AS ads ON members.ad_id = ads.ad_id
LEFT JOIN ent_advertiser_ads AS grouped ON members.ad_id = grouped.ad_id
GROUP BY members.template_id, CAST(date_trunc('week', ads.day) AS DATE)
