SELECT
    stays.advertiser_id,
    stays.city,
    stays.first_day AS day,
    CAST(date_trunc('week', stays.first_day) AS DATE) AS week,
    stays.first_day = advertisers.first_day AS is_new,
    stays.previous_city,
    stays.ads
FROM ent_stays AS stays
INNER JOIN ent_advertisers AS advertisers ON stays.advertiser_id = advertisers.advertiser_id
